import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { applyUsers } from "../backend/apply-users.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { showUser, type ElasticacheContext } from "./elasticache-context.ts";
import { changeableUser } from "./modify-user.ts";

/** The user leaves its groups with their servers. The `default` of a Redis group has to be replaced there first. */
export function deleteUser(context: ElasticacheContext): Handler<typeof elasticache, "DeleteUser"> {
  return async (input) => {
    const { users, fleet } = context;
    const user = changeableUser(context, input.UserId!);
    const groups = users.groupIdsOf(user).map((id) => users.group(id));
    const needed = user.name === "default" ? groups.find(({ engine }) => engine === "redis") : undefined;
    if (needed) {
      throw elasticacheErrors.defaultUserInGroup(
        `User ${user.id} is the default user of user group ${needed.id}; replace it there first.`,
      );
    }
    const deleting = { ...user, status: "deleting" as const };
    const shown = showUser(context, deleting);
    fleet.dependencies.store.transaction(() => {
      users.records.put(user.id, deleting);
      for (const group of groups) {
        users.groups.put(group.id, { ...group, userIds: group.userIds.filter((id) => id !== user.id) });
      }
    });
    void applyUsers(context, { userIds: [user.id], groupIds: groups.map(({ id }) => id) });
    return shown;
  };
}
