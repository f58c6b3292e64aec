import { ECSClient } from "@aws-sdk/client-ecs";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { RDSClient } from "@aws-sdk/client-rds";
import type { ControlExchange, ControlRoute } from "../gateway/control-route.ts";
import type { Instance } from "../instance/instance.ts";
import type { Login } from "../runtimes/process/postgres/admin-connection.ts";
import type { ResourceStatus } from "../services/emulated-service.ts";
import { AwsError } from "../wire/aws-error.ts";
import { FailoverRuns } from "./failover/failover-runs.ts";
import { stopTask, testFailover } from "./faults.ts";
import { LogFiles } from "./logs/log-files.ts";
import { followLog } from "./logs/follow-log.ts";
import { OpenStreams } from "./open-streams.ts";
import { PAGE_HEADERS, pageFile } from "./page-files.ts";
import { PAGE_PATH } from "./page-path.ts";
import { readMember } from "./read-member.ts";
import { watchResources } from "./watch-resources.ts";

export interface ConsoleDependencies {
  readonly instance: Pick<Instance, "endpointUrl" | "region" | "directories">;
  readonly resources: () => readonly ResourceStatus[];
  /** How RDS's own monitoring reaches a DB instance: through its endpoint. Throws AwsError `DBInstanceNotFound`. */
  readonly databaseLogin: (identifier: string) => Promise<Login>;
}

export interface Console {
  readonly controlRoutes: readonly ControlRoute[];
  /** Ends what browsers hold open. */
  stop(): void;
}

/**
 * The local page below `/_emulator/console/`: what runs, its logs, and buttons that break things through AWS's own APIs. The
 * gateway lets only pages of its own origin in.
 */
export function createConsole(dependencies: ConsoleDependencies): Console {
  const { endpointUrl: endpoint, region, directories } = dependencies.instance;
  const client = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 };
  const rds = new RDSClient(client);
  const elasticache = new ElastiCacheClient(client);
  const ecs = new ECSClient(client);
  const logs = new LogFiles(directories.logs);
  const streams = new OpenStreams();
  const runs = new FailoverRuns({ rds, login: dependencies.databaseLogin });
  const route = (method: "GET" | "POST", pathname: string, handle: ControlRoute["handle"]): ControlRoute => ({
    method,
    pattern: new URLPattern({ pathname: `/console${pathname}` }),
    handle,
  });
  return {
    controlRoutes: [
      route("GET", "", async ({ response }) => void response.writeHead(308, { location: PAGE_PATH }).end()),
      route("GET", "/", async (exchange) => sendFile(exchange, "index.html")),
      route("GET", "/page/:name", async (exchange) => sendFile(exchange, exchange.params["name"] ?? "")),
      route("GET", "/resources", async ({ response }) =>
        watchResources(streams.open(response), dependencies.resources),
      ),
      route("GET", "/logs", async (exchange) => exchange.reply({ logs: logs.list() })),
      route("GET", "/logs/:name", async ({ response, params }) => {
        const path = logs.path(decoded(params["name"] ?? ""));
        followLog(streams.open(response), path);
      }),
      route("POST", "/failovers", async (exchange) => {
        exchange.reply({ id: await runs.start(await readMember(exchange, "identifier")) }, 202);
      }),
      route("GET", "/failovers/:id", async ({ response, params }) => {
        const run = runs.get(params["id"] ?? "");
        const stream = streams.open(response);
        stream.onClose(run.listen((event) => stream.send(event.kind, event)));
      }),
      route("POST", "/test-failovers", async (exchange) => {
        await asked(testFailover(elasticache, await readMember(exchange, "identifier")));
        exchange.reply({}, 202);
      }),
      route("POST", "/stopped-tasks", async (exchange) => {
        await asked(stopTask(ecs, await readMember(exchange, "taskId")));
        exchange.reply({}, 202);
      }),
    ],
    stop: () => {
      streams.closeAll();
      for (const one of [rds, elasticache, ecs]) one.destroy();
    },
  };
}

function sendFile({ response }: ControlExchange, name: string): void {
  const file = pageFile(name);
  if (!file) throw new AwsError("NotFound", "The console has no such file.", 404);
  response.writeHead(200, { ...PAGE_HEADERS, "content-type": file.contentType }).end(file.body);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** An API's refusal is the answer that the page shows. */
async function asked(call: Promise<void>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    const status = $metadata?.httpStatusCode;
    if (status === undefined) throw new AwsError("ServiceUnavailable", "The API did not answer; try again.", 503);
    throw new AwsError(name, message, status);
  }
}
