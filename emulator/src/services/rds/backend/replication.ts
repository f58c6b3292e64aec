import type { Member } from "./member.ts";

/** How far a standby is, as its primary sees it. */
export interface Replication {
  readonly streaming: boolean;
  readonly synchronous: boolean;
  /** WAL written on the primary that the standby has not flushed yet. */
  readonly lagBytes: number;
}

/** Null when the standby is not connected. */
export async function replication(primary: Member, standby: Member, timeoutMs: number): Promise<Replication | null> {
  const [row] = await primary.admin.query<{ state: string; sync_state: string; lag: string | null }>(
    `select state, sync_state, pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) as lag
       from pg_stat_replication where application_name = $1`,
    [standby.applicationName],
    timeoutMs,
  );
  if (!row) return null;
  return {
    streaming: row.state === "streaming",
    synchronous: row.sync_state === "sync",
    lagBytes: row.lag === null ? Number.POSITIVE_INFINITY : Number(row.lag),
  };
}
