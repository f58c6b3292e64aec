import type { CommonQueryMethods, DatabaseTransactionConnection } from "slonik";
import { sql } from "slonik";
import { z } from "zod";
import type { ConnectionOptions } from "./connection-options.ts";
import { databaseUnavailable, overloaded } from "./database-unavailable.ts";
import { classifyFailure } from "./failure.ts";
import { createPool } from "./pool.ts";
import { Recovery } from "./recovery.ts";
import { Slots, type SlotsUsage } from "./slots.ts";

const WAITING_MAX = 1_000;
const SNAPSHOTS_MAX = 2;
/** Beside the requests' own: one per snapshot and one for the health check, so that neither waits for the other. */
const EXTRA_CONNECTIONS = SNAPSHOTS_MAX + 1;

const DEADLINE_MS = 3_000;
const RETRY_INTERVAL_MS = 25;
const TIMEOUTS = { connectTimeoutMs: 1_000, statementTimeoutMs: 1_500, answerTimeoutMs: 2_000 };

export interface DatabaseUsage extends SlotsUsage {
  /** That are open. */
  readonly connections: number;
}

/** The database as the rest of the service sees it: every call ends in time, and survives a failover if that is short. */
export interface Database {
  /**
   * Runs a read or an idempotent write; repeats it when the connection is lost.
   * `attempt` is 1 at first: beyond that an earlier attempt may have committed.
   * Throws `database_unavailable`, `overloaded`.
   */
  run<T>(operation: (connection: CommonQueryMethods, attempt: number) => Promise<T>): Promise<T>;
  /** Runs reads in one repeatable-read transaction, once. Throws `database_unavailable`, `overloaded`. */
  snapshot<T>(operation: (transaction: DatabaseTransactionConnection) => Promise<T>): Promise<T>;
  /** Asks the server once, without a retry. Throws when there is no answer from a primary. */
  ping(): Promise<void>;
  /** Of its pool, by requests; snapshots have slots of their own. */
  usage(): DatabaseUsage;
  close(): Promise<void>;
}

/**
 * `connections` is how many requests may use the database at a time, `deadlineMs` how long a request may take with its
 * repetitions.
 */
export async function openDatabase(
  options: ConnectionOptions,
  connections: number,
  deadlineMs = DEADLINE_MS,
): Promise<Database> {
  const pool = await createPool(options, TIMEOUTS, connections + EXTRA_CONNECTIONS);
  const recovery = new Recovery({ deadlineMs, retryIntervalMs: RETRY_INTERVAL_MS });
  const requestSlots = new Slots(connections, WAITING_MAX);
  const snapshotSlots = new Slots(SNAPSHOTS_MAX, SNAPSHOTS_MAX);
  return {
    run: (operation) => recovery.run((attempt, deadline) => requestSlots.run(deadline, () => operation(pool, attempt))),
    snapshot: async (operation) => {
      try {
        return await snapshotSlots.run(performance.now() + deadlineMs, () =>
          pool.transaction(async (transaction) => {
            await transaction.query(sql.unsafe`set transaction isolation level repeatable read, read only`);
            return operation(transaction);
          }),
        );
      } catch (error) {
        const failure = classifyFailure(error);
        if (failure === "lost") throw databaseUnavailable(error);
        if (failure === "timeout") throw overloaded(error);
        throw error;
      }
    },
    ping: once(async () => {
      const primary = await pool.oneFirst(sql.prepared("ping", PING)`select not pg_is_in_recovery() as primary`);
      if (!primary) throw databaseUnavailable("the server is a standby");
    }),
    usage: () => {
      const { acquiredConnections, idleConnections } = pool.state();
      return { ...requestSlots.usage, connections: acquiredConnections + idleConnections };
    },
    close: () => pool.end(),
  };
}

const PING = z.object({ primary: z.boolean() });

/** Callers that come while a call is running share it, so that health checks can't take up connections. */
function once(operation: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= operation().finally(() => (running = undefined)));
}
