import { elasticacheErrors } from "./errors.ts";
import { checkedIdentifier } from "./identifiers.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import type { SnapshotRecord } from "./snapshot.ts";

const NAME_LENGTH_MAX = 255;
const DAY_MS = 86_400_000;
/** Manual snapshots of a node in any 24 hours (ElastiCache User Guide, "Backup constraints"). */
const MANUAL_PER_NODE_MAX = 24;

export function checkedSnapshotName(parameter: string, value: string): string {
  return checkedIdentifier(parameter, value, NAME_LENGTH_MAX);
}

/** Throws `SnapshotQuotaExceededFault`. */
export function assertQuota(
  snapshots: readonly SnapshotRecord[],
  { resourceId, nodes }: ReplicationGroupRecord,
  now: Date,
): void {
  const since = new Date(now.getTime() - DAY_MS).toISOString();
  const recent = snapshots.filter(
    ({ source, sourceResourceId, createdAt }) =>
      source === "manual" && sourceResourceId === resourceId && createdAt > since,
  );
  if (recent.length < MANUAL_PER_NODE_MAX * nodes.length) return;
  throw elasticacheErrors.snapshotQuotaExceeded(
    `You have exceeded the maximum of ${MANUAL_PER_NODE_MAX} manual snapshots of a node in 24 hours.`,
  );
}

/** Throws `InvalidSnapshotState`. */
export function assertAvailable(
  { name, status }: SnapshotRecord,
  what: "copied" | "deleted",
  isRestoring = false,
): void {
  const current = isRestoring ? "restoring" : status;
  if (current === "available") return;
  throw elasticacheErrors.invalidSnapshotState(`Snapshot ${name} can't be ${what} while its status is ${current}.`);
}
