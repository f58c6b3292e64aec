import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { replicationGroupsOf, showUserGroup, type ElasticacheContext } from "./elasticache-context.ts";

/** One that a replication group has must be taken from it first. */
export function deleteUserGroup(context: ElasticacheContext): Handler<typeof elasticache, "DeleteUserGroup"> {
  return async (input) => {
    const { users } = context;
    const group = users.group(input.UserGroupId!);
    const [user] = replicationGroupsOf(context, group);
    if (user !== undefined) {
      throw elasticacheErrors.invalidUserGroupState(
        `User group ${group.id} is associated with replication group ${user}; disassociate it first.`,
      );
    }
    const shown = showUserGroup(context, { ...group, status: "deleting" });
    users.groups.delete(group.id);
    return shown;
  };
}
