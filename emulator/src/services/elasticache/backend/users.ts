import type { Collection, Store } from "../../../store/store.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { DEFAULT_USER, type UserRecord } from "../state/user.ts";
import type { UserGroupRecord } from "../state/user-group.ts";

/** Users and user groups, the user `default` that every account has included. */
export class Users {
  readonly records: Collection<UserRecord>;
  readonly groups: Collection<UserGroupRecord>;

  constructor(store: Store) {
    this.records = store.collection("elasticache.user");
    this.groups = store.collection("elasticache.user-group");
  }

  list(): UserRecord[] {
    return [DEFAULT_USER, ...this.records.list()];
  }

  /** Throws `UserNotFound`. */
  get(id: string): UserRecord {
    const found = id.toLowerCase() === DEFAULT_USER.id ? DEFAULT_USER : this.records.get(id.toLowerCase());
    if (!found) throw elasticacheErrors.userNotFound(id);
    return found;
  }

  /** Throws `UserGroupNotFound`. */
  group(id: string): UserGroupRecord {
    const found = this.groups.get(id.toLowerCase());
    if (!found) throw elasticacheErrors.userGroupNotFound(id);
    return found;
  }

  groupIdsOf({ id }: UserRecord): string[] {
    return this.groups.list().flatMap((group) => (group.userIds.includes(id) ? [group.id] : []));
  }

  /** Members of the groups; undefined for no groups, which is not the same as groups without members. */
  membersOf(groupIds: readonly string[] = []): UserRecord[] | undefined {
    if (groupIds.length === 0) return undefined;
    const ids = new Set(groupIds.flatMap((id) => this.groups.get(id)?.userIds ?? []));
    return this.list().filter(({ id }) => ids.has(id));
  }

  /** Servers have taken over what these records say: nothing is under way with them any more. */
  settle(userIds: readonly string[], groupIds: readonly string[]): void {
    for (const user of userIds.flatMap((id) => this.records.get(id) ?? [])) {
      if (user.status === "deleting") this.records.delete(user.id);
      else this.records.put(user.id, { ...user, status: "active" });
    }
    for (const { pending: _, ...group } of groupIds.flatMap((id) => this.groups.get(id) ?? [])) {
      this.groups.put(group.id, { ...group, status: "active" });
    }
  }

  /** After a start, when every server was started with what the records say. */
  settleAll(): void {
    const ids = (records: readonly { readonly id: string }[]): string[] => records.map(({ id }) => id);
    this.settle(ids(this.records.list()), ids(this.groups.list()));
  }
}
