import { elasticacheErrors } from "./errors.ts";
import type { ReplicationGroupRecord, ReplicationGroupStatus } from "./replication-group.ts";

export type GroupOperation = "modify" | "delete" | "snapshot";

const ACCEPTED: Readonly<Record<GroupOperation, readonly ReplicationGroupStatus[]>> = {
  modify: ["available"],
  delete: ["available", "modifying", "create-failed"],
  snapshot: ["available"],
};

/** Throws `InvalidReplicationGroupState`, or a cluster's error, when the state doesn't allow `operation`. */
export function assertAccepts(
  { identifier, status, isStandalone }: ReplicationGroupRecord,
  operation: GroupOperation,
): void {
  if (ACCEPTED[operation].includes(status)) return;
  if (isStandalone) {
    throw elasticacheErrors.invalidClusterState(
      `Cache cluster ${identifier} is not in available state, it is ${status}.`,
    );
  }
  throw elasticacheErrors.invalidReplicationGroupState(
    operation === "delete"
      ? `Replication group ${identifier} has status ${status} which is not valid for deletion.`
      : `Replication group ${identifier} is not in available state, it is ${status}.`,
  );
}
