import { runner } from "node-pg-migrate";
import pg from "pg";
import type { ConnectionOptions } from "./connection-options.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** For the advisory lock of another migration that is running, and for tables in use. */
const LOCK_TIMEOUT_MS = 60_000;

export interface MigrateOptions {
  readonly directory: string;
  readonly direction?: "up" | "down";
  /** How many at most; all unless told. */
  readonly count?: number;
  readonly log: (line: string) => void;
}

/** Applies what is missing, all in one transaction, and gives the names. Two at once: the second waits and finds nothing to do. */
export async function migrate(
  connection: ConnectionOptions,
  { directory, direction = "up", count = Infinity, log }: MigrateOptions,
): Promise<readonly string[]> {
  const client = new pg.Client({
    ...connection,
    application_name: "payment-migrate",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
  });
  // A connection lost between two queries is an event; the next query then fails and tells the caller.
  client.on("error", () => {});
  await client.connect();
  try {
    const applied = await runner({
      dbClient: client,
      dir: directory,
      direction,
      count,
      migrationsTable: "migrations",
      // What two changes bring that don't know of each other may be applied in either order.
      checkOrder: false,
      advisoryLockMode: "wait",
      logger: { debug: () => {}, info: () => {}, warn: log, error: log },
    });
    return applied.map(({ name }) => name);
  } finally {
    await client.end();
  }
}
