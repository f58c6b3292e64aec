import { clusterId, type ReplicationGroupRecord } from "./replication-group.ts";
import type { SnapshotRecord } from "./snapshot.ts";
import { snapshotWindowStart } from "./windows.ts";

const DAY_MS = 86_400_000;

/** True once a day, while the snapshot window is open, for what has a retention limit. */
export function isSnapshotDue(
  { resourceId, settings }: ReplicationGroupRecord,
  snapshots: readonly SnapshotRecord[],
  now: Date,
): boolean {
  const opened = settings.snapshotRetentionLimit > 0 ? snapshotWindowStart(settings.snapshotWindow, now) : undefined;
  if (!opened) return false;
  return !automatedOf(resourceId, snapshots).some(({ createdAt }) => createdAt >= opened.toISOString());
}

/** ElastiCache's name of an automated snapshot, for example `automatic.orders-001-2026-03-01-04-00`. */
export function automatedName(record: ReplicationGroupRecord, node: string, now: Date): string {
  const minute = now.toISOString().slice(0, 16).replace(/[T:]/g, "-");
  return `automatic.${clusterId(record, node)}-${minute}`;
}

/** Automated snapshots that are older than the days for which their source keeps them; sources by resource id. */
export function expiredSnapshots(
  snapshots: readonly SnapshotRecord[],
  retentionDays: ReadonlyMap<string, number>,
  now: Date,
): SnapshotRecord[] {
  return snapshots.filter(({ source, status, sourceResourceId, createdAt }) => {
    const days = retentionDays.get(sourceResourceId);
    if (source !== "automated" || status === "creating" || days === undefined) return false;
    return Date.parse(createdAt) + days * DAY_MS <= now.getTime();
  });
}

export function automatedOf(resourceId: string, snapshots: readonly SnapshotRecord[]): SnapshotRecord[] {
  return snapshots.filter((each) => each.source === "automated" && each.sourceResourceId === resourceId);
}
