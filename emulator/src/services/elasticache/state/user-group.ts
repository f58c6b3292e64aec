import type { CreateUserGroupMessage, ModifyUserGroupMessage, UserGroup } from "@aws-sdk/client-elasticache";
import { checkedEngine, type Engine } from "./engines.ts";
import { elasticacheErrors } from "./errors.ts";
import { tagRecord } from "./tags.ts";
import { checkedId, type UserRecord } from "./user.ts";

/** A user group as it is kept in the Store, by its id. */
export interface UserGroupRecord {
  readonly id: string;
  readonly engine: Engine;
  readonly status: "creating" | "active" | "modifying" | "deleting";
  readonly userIds: readonly string[];
  /** While `modifying`. */
  readonly pending?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  readonly tags: Record<string, string>;
}

/** Throws `UserNotFound`. */
type FindUser = (id: string) => UserRecord;

export function newUserGroup(input: CreateUserGroupMessage, user: FindUser): UserGroupRecord {
  const id = checkedId("UserGroupId", input.UserGroupId!);
  const engine = checkedEngine(input.Engine);
  const userIds = checkedMembers(engine, input.UserIds ?? [], user);
  return { id, engine, status: "creating", userIds, tags: tagRecord(input.Tags) };
}

export function modifiedUserGroup(
  group: UserGroupRecord,
  input: ModifyUserGroupMessage,
  user: FindUser,
): UserGroupRecord {
  if (group.status !== "active") {
    throw elasticacheErrors.invalidUserGroupState(`User group ${group.id} is not active, it is ${group.status}.`);
  }
  const added = (input.UserIdsToAdd ?? []).map((id) => user(id).id);
  const removed = (input.UserIdsToRemove ?? []).map((id) => user(id).id);
  if (added.length === 0 && removed.length === 0 && input.Engine === undefined) {
    throw elasticacheErrors.invalidCombination("UserIdsToAdd or UserIdsToRemove must be provided.");
  }
  const known = added.find((id) => group.userIds.includes(id));
  if (known !== undefined) {
    throw elasticacheErrors.invalidCombination(`User ${known} is already a member of user group ${group.id}.`);
  }
  const foreign = removed.find((id) => !group.userIds.includes(id));
  if (foreign !== undefined) {
    throw elasticacheErrors.invalidCombination(`User ${foreign} is not a member of user group ${group.id}.`);
  }
  const engine = input.Engine === undefined ? group.engine : checkedEngine(input.Engine);
  const kept = group.userIds.filter((id) => !removed.includes(id));
  const userIds = checkedMembers(engine, [...kept, ...added], user);
  return { ...group, engine, userIds, status: "modifying", pending: { added, removed } };
}

/** Redis needs a user named `default` in every group; Valkey does without, and then nobody logs in without a name. */
function checkedMembers(engine: Engine, ids: readonly string[], user: FindUser): string[] {
  const members = [...new Set(ids)].map(user);
  const names = members.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw elasticacheErrors.duplicateUserName(`The user name ${twice} is that of more than one user of the group.`);
  }
  if (engine === "redis" && !names.includes("default")) throw elasticacheErrors.defaultUserRequired();
  const foreign = members.find((member) => engine === "redis" && member.engine !== engine);
  if (foreign) {
    throw elasticacheErrors.invalidCombination(
      `User ${foreign.id} of engine ${foreign.engine} can't be in a user group of engine ${engine}.`,
    );
  }
  return members.map(({ id }) => id);
}

export interface UserGroupSurroundings {
  readonly arn: string;
  readonly replicationGroups: readonly string[];
}

export function describeUserGroup(group: UserGroupRecord, around: UserGroupSurroundings): UserGroup {
  const { pending } = group;
  return {
    UserGroupId: group.id,
    Status: group.status,
    Engine: group.engine,
    UserIds: [...group.userIds],
    MinimumEngineVersion: group.engine === "valkey" ? "7.2" : "6.0",
    PendingChanges: pending ? { UserIdsToAdd: [...pending.added], UserIdsToRemove: [...pending.removed] } : undefined,
    ReplicationGroups: [...around.replicationGroups],
    ServerlessCaches: [],
    ARN: around.arn,
  };
}
