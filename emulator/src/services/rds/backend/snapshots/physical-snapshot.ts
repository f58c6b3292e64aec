import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Client } from "pg";
import { connect } from "../../../../runtimes/process/postgres/admin-connection.ts";
import { baseBackup, copyDurably } from "../../../../runtimes/process/postgres/base-backup.ts";
import { createPrivateDirectory } from "../../../../runtimes/process/postgres/data-directory.ts";
import { syncDirectory } from "../../../../runtimes/process/postgres/durable-file.ts";
import { segmentName, segmentNumber } from "../../../../runtimes/process/postgres/wal/segment.ts";
import type { Member } from "../member.ts";

/** What is known of a physical snapshot besides its files. */
export interface PhysicalSnapshot {
  /** ISO 8601 in milliseconds. It holds exactly the transactions that had committed by then, by the server's clock. */
  readonly instant: string;
  /** Name of the first WAL segment that it needs; point-in-time recovery goes on from there. */
  readonly firstSegment: string;
}

/** Where a snapshot's parts lie: the copied data directory, and the WAL that makes it consistent. */
export function snapshotParts(directory: string): { data: string; wal: string } {
  return { data: join(directory, "data"), wal: join(directory, "wal") };
}

/** A directory that is not complete yet; one that is left over from a crash is removed by `removeUnfinished`. */
export function unfinished(directory: string): string {
  return join(dirname(directory), `.${basename(directory)}`);
}

/** Makes a complete directory appear at once, durably. */
export async function finishDirectory(directory: string): Promise<void> {
  await syncDirectory(unfinished(directory));
  await rename(unfinished(directory), directory);
  await syncDirectory(dirname(directory));
}

/**
 * Copies a running primary to `directory`, self-contained and durable; all of it or nothing is there afterwards. A
 * temporary slot keeps the WAL until it is copied and goes with its connection, whatever happens.
 */
export async function takePhysicalSnapshot(
  primary: Member,
  directory: string,
  signal: AbortSignal,
): Promise<PhysicalSnapshot> {
  const target = unfinished(directory);
  await rm(target, { recursive: true, force: true });
  const client = await connect(primary.login);
  try {
    const slot = `snapshot_${basename(directory).replaceAll("-", "_")}`;
    await client.query("select pg_create_physical_replication_slot($1, true, true)", [slot]);
    const { data, wal } = snapshotParts(target);
    const { start } = await baseBackup(client, primary.directory, data, signal);
    const { instant, end } = await settleInstant(client);
    const firstSegment = await copyWal(primary, wal, start, end);
    signal.throwIfAborted();
    await finishDirectory(directory);
    return { instant, firstSegment };
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Chooses the snapshot's instant after the copy became consistent, and commits something later than it: that commit is
 * where recovery to the instant stops.
 */
async function settleInstant(
  client: Client,
): Promise<{ instant: string; end: { position: string; timeline: number } }> {
  await client.query("set synchronous_commit = local");
  const { rows } = await client.query<{ instant: string }>(
    `select to_char(date_trunc('milliseconds', clock_timestamp() at time zone 'UTC') + interval '1 ms',
                    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as instant`,
  );
  const { instant } = rows[0]!;
  await client.query("select pg_sleep(0.002)");
  await client.query("select pg_logical_emit_message(true, 'rds', 'snapshot')");
  const ended = await client.query<{ position: string; timeline: number }>(
    `select pg_current_wal_flush_lsn() as position,
            ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int as timeline`,
  );
  return { instant, end: ended.rows[0]! };
}

/** Gives the name of the first segment. */
async function copyWal(
  primary: Member,
  target: string,
  start: string,
  end: { readonly position: string; readonly timeline: number },
): Promise<string> {
  await createPrivateDirectory(target);
  const source = join(primary.directory, "pg_wal");
  const [first, last] = [segmentNumber(start), segmentNumber(end.position)];
  const histories = (await readdir(source)).filter((name) => name.endsWith(".history"));
  const segments = Array.from({ length: last - first + 1 }, (_, index) =>
    segmentName({ timeline: end.timeline, number: first + index }),
  );
  for (const name of [...histories, ...segments]) await copyDurably(join(source, name), join(target, name));
  await syncDirectory(target);
  return segments[0]!;
}
