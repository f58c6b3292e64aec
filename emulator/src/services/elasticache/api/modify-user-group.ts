import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { applyUsers } from "../backend/apply-users.ts";
import { modifiedUserGroup } from "../state/user-group.ts";
import { showUserGroup, type ElasticacheContext } from "./elasticache-context.ts";

/** `modifying` until every server of the group has taken its members over. */
export function modifyUserGroup(context: ElasticacheContext): Handler<typeof elasticache, "ModifyUserGroup"> {
  return async (input) => {
    const { users } = context;
    const modified = modifiedUserGroup(users.group(input.UserGroupId!), input, (id) => users.get(id));
    users.groups.put(modified.id, modified);
    const shown = showUserGroup(context, modified);
    void applyUsers(context, { groupIds: [modified.id] });
    return shown;
  };
}
