import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { newUserGroup } from "../state/user-group.ts";
import { showUserGroup, type ElasticacheContext } from "./elasticache-context.ts";

export function createUserGroup(context: ElasticacheContext): Handler<typeof elasticache, "CreateUserGroup"> {
  return async (input) => {
    const { users } = context;
    const group = newUserGroup(input, (id) => users.get(id));
    if (users.groups.get(group.id)) throw elasticacheErrors.userGroupAlreadyExists(group.id);
    users.groups.put(group.id, group);
    const shown = showUserGroup(context, group);
    users.settle([], [group.id]);
    return shown;
  };
}
