import { constants, copyFile } from "node:fs/promises";
import { EmulatorError } from "../../../../errors.ts";
import { copyTree } from "../../../../runtimes/process/postgres/copy-tree.ts";
import { WAL_SEGMENT_BYTES } from "../../../../runtimes/process/postgres/initialise.ts";
import { giveToServerUser } from "../../../../runtimes/process/postgres/server-user.ts";
import type { RestoredFrom } from "../../state/restored-from.ts";
import type { Fleet } from "../fleet.ts";
import type { Member } from "../member.ts";
import type { ServersContext } from "../servers-context.ts";
import { snapshotParts } from "./physical-snapshot.ts";

const RECOVERY_DEADLINE_MS = 3_600_000;

/**
 * Puts a snapshot's data into an empty primary and has PostgreSQL recover it to the time asked: every transaction that
 * had committed by then, by the source's clock, and none after. The primary runs when this returns. Throws
 * `PostgresFailed` when recovery ends before that time is reached, and when `signal` aborts: then no server is left.
 */
export async function restoreData(
  fleet: Fleet,
  from: RestoredFrom,
  context: ServersContext,
  signal: AbortSignal,
): Promise<void> {
  const { primary, dependencies } = context;
  const { data, wal } = snapshotParts(fleet.snapshotDirectory(from.directory));
  await copyTree(data, primary.directory, { place: copy, signal });
  const archived = from.archiveOf === undefined ? [] : [fleet.archiveDirectory(from.archiveOf)];
  const { parameters } = dependencies.wanted();
  const role = {
    kind: "recovery",
    sources: [...archived, wal],
    timeline: from.archiveOf === undefined ? "current" : "latest",
    untilMicroseconds: from.untilMicroseconds,
  } as const;
  await primary.configure(role, parameters);
  // A server that recovers without a hot standby takes connections only once it has been promoted.
  try {
    await primary.start(() => primary.answers(2_000), RECOVERY_DEADLINE_MS, signal);
  } catch (error) {
    // It would go on recovering where nobody waits for it.
    await primary.fence();
    throw error;
  }
  if (from.reachesSegment !== undefined) await assertReached(primary, from.reachesSegment);
  await primary.stop();
  await context.configurePrimary();
  await primary.start();
}

/** PostgreSQL takes WAL that is missing or can't be read for the end of it; what it replayed tells how far it got. */
async function assertReached(recovered: Member, segment: number): Promise<void> {
  const [row] = await recovered.admin.query<{ replayed: string | null }>(
    "select pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') as replayed",
  );
  // The position is where the next record begins, so at the end of a segment it is in the next one.
  const reached = Math.floor((Number(row!.replayed ?? 0) - 1) / WAL_SEGMENT_BYTES);
  if (reached >= segment) return;
  throw new EmulatorError(
    "PostgresFailed",
    `Recovery ended in WAL segment ${reached}, but ${segment} was archived when it was asked for; restore again.`,
  );
}

/** Not synced file by file: a server that starts recovery from a backup syncs its whole data directory first. */
async function copy(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await giveToServerUser(to);
}
