import { elasticacheErrors } from "./errors.ts";
import type { ReplicationGroupRecord, ReplicationGroupStatus } from "./replication-group.ts";

export type GroupOperation = "modify" | "delete";

const ACCEPTED: Readonly<Record<GroupOperation, readonly ReplicationGroupStatus[]>> = {
  modify: ["available"],
  delete: ["available", "modifying", "create-failed"],
};

/** Throws `InvalidReplicationGroupState` when the group's state doesn't allow `operation`. */
export function assertAccepts({ identifier, status }: ReplicationGroupRecord, operation: GroupOperation): void {
  if (ACCEPTED[operation].includes(status)) return;
  throw elasticacheErrors.invalidReplicationGroupState(
    operation === "delete"
      ? `Replication group ${identifier} has status ${status} which is not valid for deletion.`
      : `Replication group ${identifier} is not in available state, it is ${status}.`,
  );
}
