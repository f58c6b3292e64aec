import { keyOf } from "../state/replication-group.ts";
import type { Fleet } from "./fleet.ts";
import type { Lifecycle } from "./lifecycle.ts";
import type { Users } from "./users.ts";

/** Has the servers of every group that has one of the user groups take over what the records say, and then settles them. */
export async function applyUsers(
  { fleet, lifecycle, users }: { readonly fleet: Fleet; readonly lifecycle: Lifecycle; readonly users: Users },
  changed: { readonly userIds?: readonly string[]; readonly groupIds: readonly string[] },
): Promise<void> {
  const affected = fleet.records
    .list()
    .filter(({ userGroupIds = [] }) => userGroupIds.some((id) => changed.groupIds.includes(id)));
  await Promise.all(affected.map((record) => lifecycle.applyParameters(keyOf(record))));
  users.settle(changed.userIds ?? [], changed.groupIds);
}
