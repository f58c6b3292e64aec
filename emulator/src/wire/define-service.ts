import type { Log } from "../log.ts";
import { AwsError } from "./aws-error.ts";
import type { CallContext, Handlers } from "./handlers.ts";
import { jsonProtocol, missingMember } from "./json/json-protocol.ts";
import type { Protocol } from "./protocol.ts";
import { missingParameter, queryProtocol } from "./query/query-protocol.ts";
import { sdkModel, type SdkModel } from "./sdk-model.ts";
import type { ServiceEndpoint, WireRequest, WireResponse } from "./service-endpoint.ts";

export interface ServiceDefinition<Sdk extends object> {
  readonly signingName: string;
  readonly protocol: "awsQuery" | "awsJson1_1";
  /** The SDK's client module, `import * as rds from "@aws-sdk/client-rds"`. */
  readonly sdk: Sdk;
  readonly handlers: Handlers<Sdk>;
  readonly log: Log;
  /** Largest request body, 10 MiB unless told. */
  readonly bodyBytesMax?: number;
  /** The service's own error for an absent required member, where it differs from its protocol's usual one. */
  readonly missing?: (path: readonly string[]) => AwsError;
}

type AnyHandler = (input: object, context: CallContext) => Promise<object>;

/**
 * An AWS service's server side: parses and checks requests by the SDK's schemas, calls the handler, renders its answer
 * or error. An operation that AWS has and `handlers` doesn't answers 501 with a message that names it.
 */
export function defineService<Sdk extends object>(definition: ServiceDefinition<Sdk>): ServiceEndpoint {
  const { signingName, log } = definition;
  const protocol = bindProtocol(definition, sdkModel(definition.sdk));
  const handlers = new Map(Object.entries(definition.handlers)) as ReadonlyMap<string, AnyHandler>;
  const answer = async (request: WireRequest): Promise<WireResponse> => {
    const { operation, input } = protocol.parse(request);
    const name = operation[2];
    const handler = handlers.get(name);
    if (!handler) {
      throw new AwsError(
        protocol.notImplementedCode,
        `${signingName}:${name} is not implemented by the emulator.`,
        501,
      );
    }
    return protocol.answer(operation, await handler(input(), request.context), request.context.requestId);
  };
  return {
    signingName,
    ...(definition.bodyBytesMax === undefined ? {} : { bodyBytesMax: definition.bodyBytesMax }),
    handle: async (request) => {
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof AwsError) return protocol.error(error, request.context.requestId);
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        log("error", "A request failed unexpectedly.", { service: signingName, ...request.context, detail });
        return protocol.error(internalFailure(), request.context.requestId);
      }
    },
  };
}

/** AWS's common error; what went wrong is in the log under the request id, never in the answer. */
function internalFailure(): AwsError {
  return new AwsError(
    "InternalFailure",
    "The request processing has failed because of an unknown error, exception or failure.",
    500,
  );
}

function bindProtocol<Sdk extends object>(definition: ServiceDefinition<Sdk>, model: SdkModel): Protocol {
  return definition.protocol === "awsQuery"
    ? queryProtocol(model, definition.missing ?? missingParameter)
    : jsonProtocol(model, definition.missing ?? missingMember(model));
}
