import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "slonik";
import { z } from "zod";
import type { Database } from "../database.ts";

const LOOK_INTERVAL_MS = 200;
/** A replica that has not been seen to be as far as the primary for so long is not read from. */
const BEHIND_MS_MAX = 2_000;

const primaryRow = z.object({ lsn: z.string() });
const replicaRow = z.object({ is_there: z.boolean() });

/**
 * Up to which moment a replica has everything: the primary's WAL position, taken at that moment, has been replayed. What
 * was acknowledged before lies before it.
 */
export class ReplicaFreshness {
  readonly #primary: Database;
  readonly #replica: Database;
  readonly #stop = new AbortController();
  #hasAllUntil = 0;

  constructor(primary: Database, replica: Database) {
    this.#primary = primary;
    this.#replica = replica;
    this.#keepLooking().catch(() => {});
  }

  /** In ms since the epoch, by this machine's clock; undefined while the replica is too far behind, or gone. */
  hasAllUntil(): number | undefined {
    return Date.now() - this.#hasAllUntil <= BEHIND_MS_MAX ? this.#hasAllUntil : undefined;
  }

  /** It did not answer: until it is seen again, it is not read from. */
  distrust(): void {
    this.#hasAllUntil = 0;
  }

  stop(): void {
    this.#stop.abort();
  }

  async #keepLooking(): Promise<void> {
    for (;;) {
      await this.#look().catch(() => {});
      await sleep(LOOK_INTERVAL_MS, undefined, { signal: this.#stop.signal, ref: false });
    }
  }

  async #look(): Promise<void> {
    const at = Date.now();
    const { lsn } = await this.#primary.run((connection) =>
      connection.one(sql.prepared("wal_position", primaryRow)`select pg_current_wal_lsn()::text as lsn`),
    );
    const { is_there: isThere } = await this.#replica.run((connection) =>
      connection.one(
        // Null of what is no replica any more.
        sql.prepared("has_replayed", replicaRow)`
          select pg_is_in_recovery() and coalesce(pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn, false) as is_there`,
      ),
    );
    if (isThere) this.#hasAllUntil = at;
  }
}
