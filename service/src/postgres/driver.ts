import { Socket } from "node:net";
import { SpanKind } from "@opentelemetry/api";
import pg from "pg";
import { BackendTerminatedError, createDriverFactory, type ClientConfiguration } from "slonik";
import { currentContext } from "../context/request-context.ts";
import { inChildSpan } from "../tracing/in-span.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { ContextQuery } from "./context-query.ts";

export interface DriverTimeouts {
  readonly connectTimeoutMs: number;
  /** Enforced by the server, so that a live server ends what takes too long. */
  readonly statementTimeoutMs: number;
  /** Enforced here, so that a server that hangs is noticed; longer than `statementTimeoutMs`. */
  readonly answerTimeoutMs: number;
}

type DriverFactory = NonNullable<ClientConfiguration["driverFactory"]>;
type ClientEvents = Parameters<Awaited<ReturnType<Parameters<typeof createDriverFactory>[0]>>["createPoolClient"]>[0];

const KEEP_ALIVE_DELAY_MS = 5_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;

const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.NUMERIC, String],
  [pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text)],
]);

/**
 * slonik's driver, for three things that its own lacks: connecting needs no query for types first, a server that
 * doesn't answer is given up on, and then the idle connections to it are dropped too, since each would hang as long.
 */
export function createDriver(options: ConnectionOptions, timeouts: DriverTimeouts): DriverFactory {
  const idleSockets = new Set<Socket>();
  const dropIdle = (): void => {
    for (const socket of idleSockets) socket.destroy();
    idleSockets.clear();
  };
  return createDriverFactory(async () => ({
    createPoolClient: async ({ clientEventEmitter }) =>
      createClient({ options, timeouts, events: clientEventEmitter, idleSockets, dropIdle }),
  }));
}

interface ClientContext {
  readonly options: ConnectionOptions;
  readonly timeouts: DriverTimeouts;
  readonly events: ClientEvents["clientEventEmitter"];
  readonly idleSockets: Set<Socket>;
  readonly dropIdle: () => void;
}

function createClient({ options, timeouts, events, idleSockets, dropIdle }: ClientContext) {
  const socket = new Socket();
  const client = new pg.Client({
    ...options,
    application_name: "payment-service",
    stream: () => socket,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    connectionTimeoutMillis: timeouts.connectTimeoutMs,
    statement_timeout: timeouts.statementTimeoutMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    types: { getTypeParser: typeParser },
  });
  client.on("error", (error) => events.emit("error", new BackendTerminatedError(error)));
  socket.once("close", () => idleSockets.delete(socket));

  return {
    connect: async () => {
      await client.connect();
      idleSockets.add(socket);
    },
    end: () => client.end(),
    query: async (text: string, values?: unknown[], query?: { readonly name?: string }) => {
      idleSockets.delete(socket);
      const timer = setTimeout(() => {
        socket.destroy();
        dropIdle();
      }, timeouts.answerTimeoutMs);
      try {
        const result = await traced(text, () => send(client, { ...query, text, values: values ?? [] }));
        if (!socket.destroyed) idleSockets.add(socket);
        return {
          command: result.command as "SELECT",
          fields: result.fields.map((field) => ({ name: field.name, dataTypeId: field.dataTypeID })),
          rowCount: result.rowCount,
          rows: result.rows as Record<string, unknown>[],
        };
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "25006") dropIdle();
        throw error instanceof pg.DatabaseError ? error : new BackendTerminatedError(error as Error);
      } finally {
        clearTimeout(timer);
      }
    },
    stream: () => {
      throw new BackendTerminatedError(new TypeError("Rows are read in batches; this driver has no streams."));
    },
  };
}

/** The text has no values in it: those are sent beside it. */
function traced<T>(text: string, operation: () => Promise<T>): Promise<T> {
  const name = /\w+/.exec(text)?.[0].toUpperCase() ?? "query";
  const attributes = { "db.system.name": "postgresql", "db.operation.name": name, "db.query.text": text };
  return inChildSpan(name, { kind: SpanKind.CLIENT, attributes }, operation);
}

/** Statements without a name or values, such as `begin`, go by the simple protocol, which carries nothing beside them. */
function send(client: pg.Client, query: pg.QueryConfig & { values: unknown[] }): Promise<pg.QueryResult> {
  const context = currentContext();
  if (!context || (query.name === undefined && query.values.length === 0)) return client.query(query);
  return new Promise((resolve, reject) => {
    const callback = (error: Error | null | undefined, result?: pg.QueryResult): void => {
      if (result) resolve(result);
      else reject(error ?? new TypeError("The query ended without a result."));
    };
    client.query(new ContextQuery(context, query, callback));
  });
}

function typeParser(oid: number, format?: "text" | "binary") {
  return (
    (format === "binary" ? undefined : PARSERS.get(oid)) ??
    (pg.types.getTypeParser(oid, format) as (text: string) => unknown)
  );
}
