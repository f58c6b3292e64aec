import { until } from "../../../wait/until.ts";
import type { DbInstanceFaults } from "../state/db-instance.ts";
import type { RestoredFrom } from "../state/restored-from.ts";
import type { Backups } from "./backups/backups.ts";
import type { Fleet } from "./fleet.ts";

const ARCHIVED_DEADLINE_MS = 30_000;

/** Unsafe configurations on purpose, for a harness to prove that it would notice; they outlast a restart. */
export function setBackupFault(fleet: Fleet, identifier: string, change: DbInstanceFaults): void {
  const { faults } = fleet.record(identifier);
  fleet.update(identifier, { faults: { ...faults, ...change } });
}

/** What a restore takes that ignores the time or the snapshot asked: everything that its source has by now. */
export async function currentData(
  fleet: Fleet,
  backups: Backups,
  resourceId: string,
  from: Omit<RestoredFrom, "directory">,
): Promise<Omit<RestoredFrom, "directory">> {
  const source = fleet.byResourceId(resourceId);
  if (!source?.faults?.restoreIgnoresTime) return from;
  const asked = BigInt(Date.now()) * 1_000n;
  await backups.upload(source);
  const isArchived = async () => ((await backups.window(resourceId))?.latestMicroseconds ?? 0n) >= asked;
  await until(isArchived, { what: "the source's WAL to be archived", deadlineMs: ARCHIVED_DEADLINE_MS });
  return { ...from, archiveOf: resourceId, untilMicroseconds: null };
}
