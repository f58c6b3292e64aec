import { randomBytes } from "node:crypto";
import { keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { originOf, type SnapshotRecord, type SnapshotSource } from "../state/snapshot.ts";
import type { Fleet } from "./fleet.ts";
import type { Snapshots } from "./snapshots.ts";

export interface AskedSnapshot {
  readonly name: string;
  readonly source: SnapshotSource;
  /** The cluster's node; absent for a snapshot of a whole group. */
  readonly node?: string | undefined;
  readonly kmsKeyId?: string | undefined;
  readonly now: Date;
  readonly tags: Record<string, string>;
}

/**
 * Writes down, at once, that a snapshot is being taken and what its source is meanwhile: `snapshotting`, or `deleting`
 * for a final one. Throws `SnapshotAlreadyExistsFault`.
 */
export function beginSnapshot(
  fleet: Fleet,
  snapshots: Snapshots,
  record: ReplicationGroupRecord,
  { name, source, node, kmsKeyId, now, tags }: AskedSnapshot,
  change: Partial<ReplicationGroupRecord> = { status: "snapshotting" },
): SnapshotRecord {
  const { primary } = fleet.servers(record).context.topology;
  const vpcId = fleet.dependencies.vpcOf(record.subnetGroupName);
  const snapshot: SnapshotRecord = {
    name,
    resourceId: randomBytes(8).toString("hex"),
    status: "creating",
    source,
    sourceResourceId: record.resourceId,
    ...(node !== undefined && { node }),
    createdAt: now.toISOString(),
    sizeBytes: 0,
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    origin: originOf(record, { node, primary, vpcId }),
    tags,
  };
  fleet.dependencies.store.transaction(() => {
    snapshots.add(snapshot);
    fleet.update(keyOf(record), change);
  });
  return snapshot;
}
