import { randomUUID } from "node:crypto";
import type { ControlExchange, ControlRoute } from "../gateway/control-route.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { Properties } from "./resource-type.ts";
import type { Requests, ResourceRequest } from "./requests.ts";

const WAIT_MS_MAX = 30_000;

/** What the bridge in LocalStack calls; `bridge/localstack_bridge/cloudformation/emulator.py` is the client. */
export function controlRoutes(requests: Requests, typeNames: readonly string[]): ControlRoute[] {
  return [
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/cloudformation/types" }),
      handle: async (exchange) => exchange.reply({ typeNames }),
    },
    {
      method: "POST",
      pattern: new URLPattern({ pathname: "/cloudformation/:operation(create|update|delete)" }),
      handle: async (exchange) => exchange.reply(requests.begin(await readRequest(exchange))),
    },
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/cloudformation/requests/:token" }),
      handle: async (exchange) =>
        exchange.reply(await requests.progress(exchange.params["token"] ?? "", waitMs(exchange))),
    },
  ];
}

async function readRequest(exchange: ControlExchange): Promise<ResourceRequest> {
  const body = objectOf(await exchange.json(), "The body");
  const text = (name: string): string => {
    const value = body[name];
    if (typeof value !== "string" || value === "") throw invalid(`${name} must be a non-empty string.`);
    return value;
  };
  const identifier = body["Identifier"] ?? undefined;
  const operation = exchange.params["operation"] as ResourceRequest["operation"];
  return {
    operation,
    typeName: text("TypeName"),
    ...(operation === "create" && identifier === undefined ? {} : { identifier: text("Identifier") }),
    properties: objectOf(body["Properties"] ?? {}, "Properties"),
    previousProperties: objectOf(body["PreviousProperties"] ?? {}, "PreviousProperties"),
    context: {
      stackName: text("StackName"),
      logicalResourceId: text("LogicalResourceId"),
      deletionPolicy: body["DeletionPolicy"] === "Snapshot" ? "Snapshot" : "Delete",
      call: { requestId: randomUUID(), region: text("Region"), accountId: text("AccountId") },
    },
    ...(body["ClientRequestToken"] === undefined ? {} : { token: text("ClientRequestToken") }),
  };
}

function waitMs({ request }: ControlExchange): number {
  const seconds = Number(new URL(request.url ?? "", "http://localhost").searchParams.get("waitSeconds") ?? 0);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1000, 0), WAIT_MS_MAX) : 0;
}

function objectOf(value: unknown, name: string): Properties {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`${name} must be an object.`);
  return value as Properties;
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
