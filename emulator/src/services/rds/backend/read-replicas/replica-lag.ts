import type { Member } from "../member.ts";

const TIMEOUT_MS = 2_000;

/** True while the replica's server receives WAL from its source. */
export async function isReceiving(replica: Member): Promise<boolean> {
  const rows = await replica.admin.query("select from pg_stat_wal_receiver where status = 'streaming'", [], TIMEOUT_MS);
  return rows.length > 0;
}

/** Seconds by which a read replica is behind: 0 when everything received is replayed, -1 when it receives nothing. */
export async function replicaLagSeconds(replica: Member): Promise<number> {
  if (!(await isReceiving(replica))) return -1;
  const [row] = await replica.admin.query<{ lag: number | null }>(
    `select case when pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
                 else extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float8 end as lag`,
    [],
    TIMEOUT_MS,
  );
  return Math.max(0, row?.lag ?? 0);
}
