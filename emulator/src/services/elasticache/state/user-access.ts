import type { ModifyReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import type { UserGroupRecord } from "./user-group.ts";

/** Throws `UserGroupNotFound`. */
type FindGroup = (id: string) => UserGroupRecord;

/** The record with these user groups instead of those that it has. Throws AWS's error for what it would refuse. */
export function withUserGroups(
  record: ReplicationGroupRecord,
  ids: readonly string[],
  group: FindGroup,
): ReplicationGroupRecord {
  const { userGroupIds: _, ...rest } = record;
  if (ids.length === 0) return rest;
  const groups = [...new Set(ids)].map(group);
  if (groups.length > 1) {
    throw elasticacheErrors.invalidValue("A replication group can have at most one user group.");
  }
  if (record.settings.transitEncryption !== "required") {
    throw elasticacheErrors.invalidCombination(
      "User group based access control requires encryption-in-transit to be enabled on the replication group.",
    );
  }
  if (record.authentication.tokenHashes.length > 0) {
    throw elasticacheErrors.invalidCombination(
      "A replication group can't have an AUTH token and a user group; delete the token with AuthTokenUpdateStrategy DELETE.",
    );
  }
  for (const { id, status, engine } of groups) {
    if (status !== "active") {
      throw elasticacheErrors.invalidUserGroupState(`User group ${id} is not active, it is ${status}.`);
    }
    if (engine === "valkey" && record.engine === "redis") {
      throw elasticacheErrors.invalidCombination(`User group ${id} of engine valkey can't be used with engine redis.`);
    }
  }
  return { ...rest, userGroupIds: groups.map(({ id }) => id) };
}

/** The record after what ModifyReplicationGroup asks of its user groups. */
export function withUserGroupChanges(
  record: ReplicationGroupRecord,
  input: ModifyReplicationGroupMessage,
  group: FindGroup,
): ReplicationGroupRecord {
  const { UserGroupIdsToAdd: added = [], UserGroupIdsToRemove: removed = [], RemoveUserGroups: removesAll } = input;
  if (added.length === 0 && removed.length === 0 && !removesAll) return record;
  const current = record.userGroupIds ?? [];
  const gone = removed.map((id) => id.toLowerCase());
  const foreign = gone.find((id) => !current.includes(id));
  if (foreign !== undefined) throw elasticacheErrors.userGroupNotFound(foreign);
  const kept = removesAll ? [] : current.filter((id) => !gone.includes(id));
  return withUserGroups(record, [...kept, ...added], group);
}
