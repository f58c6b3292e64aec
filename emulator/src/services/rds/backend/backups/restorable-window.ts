import { parseSegmentName } from "../../../../runtimes/process/postgres/wal/segment.ts";
import type { SnapshotRecord } from "../../state/snapshot.ts";
import type { WalArchive } from "./wal-archive.ts";

/** The times to which an instance can be restored, both inclusive and whole seconds. */
export interface RestorableWindow {
  readonly earliest: Date;
  readonly latest: Date;
  /** `latest` with its fraction, in microseconds since 1970. */
  readonly latestMicroseconds: bigint;
  /** Number of the WAL segment that the commit after `latest` is in. */
  readonly latestSegment: number;
}

interface Reach {
  readonly base: SnapshotRecord;
  readonly segment: number;
  readonly commitSegment: number;
  /** Recovery to a time stops at a commit that is later; so this is the last time that there is one for. */
  readonly untilMicroseconds: bigint;
}

/**
 * From the oldest base backup whose WAL is archived without a gap up to the last archived commit; undefined while there
 * is none. `bases` are complete and oldest first.
 */
export async function restorableWindow(
  bases: readonly SnapshotRecord[],
  archive: WalArchive,
): Promise<RestorableWindow | undefined> {
  const reaches = await reachOf(bases, archive);
  const newest = reaches.at(-1);
  const oldest = newest && reaches.find(({ segment }) => segment === newest.segment);
  if (!oldest) return undefined;
  const earliest = new Date(Math.ceil(Date.parse(oldest.base.instant) / 1_000) * 1_000);
  const latest = new Date(Number(newest.untilMicroseconds / 1_000_000n) * 1_000);
  if (latest < earliest) return undefined;
  return { earliest, latest, latestMicroseconds: newest.untilMicroseconds, latestSegment: newest.commitSegment };
}

/** The newest base backup from which archived WAL leads to a time; undefined when none does. */
export async function baseFor(
  microseconds: bigint,
  bases: readonly SnapshotRecord[],
  archive: WalArchive,
): Promise<SnapshotRecord | undefined> {
  const reaches = await reachOf(bases, archive);
  const usable = reaches.findLast(
    ({ base, untilMicroseconds }) =>
      BigInt(Date.parse(base.instant)) * 1_000n <= microseconds && microseconds <= untilMicroseconds,
  );
  return usable?.base;
}

async function reachOf(bases: readonly SnapshotRecord[], archive: WalArchive): Promise<Reach[]> {
  const reaches = bases.map(async (base) => {
    const reached = await archive.reach(parseSegmentName(base.firstSegment)!);
    if (reached?.commitMicroseconds === undefined || reached.commitSegment === undefined) return undefined;
    const reach: Reach = {
      base,
      segment: reached.segment.number,
      commitSegment: reached.commitSegment,
      untilMicroseconds: reached.commitMicroseconds - 1n,
    };
    return reach.untilMicroseconds >= BigInt(Date.parse(base.instant)) * 1_000n ? reach : undefined;
  });
  return (await Promise.all(reaches)).filter((reach) => reach !== undefined);
}
