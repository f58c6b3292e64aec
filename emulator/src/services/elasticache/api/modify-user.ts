import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { applyUsers } from "../backend/apply-users.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { DEFAULT_USER, modifiedUser, type UserRecord } from "../state/user.ts";
import { checkWithServer } from "./create-user.ts";
import { showUser, type ElasticacheContext } from "./elasticache-context.ts";

/** `modifying` until every server of the user's groups has taken it over. */
export function modifyUser(context: ElasticacheContext): Handler<typeof elasticache, "ModifyUser"> {
  return async (input) => {
    const { users } = context;
    await checkWithServer(context, modifiedUser(changeableUser(context, input.UserId!), input));
    const modified = modifiedUser(changeableUser(context, input.UserId!), input);
    users.records.put(modified.id, modified);
    const shown = showUser(context, modified);
    void applyUsers(context, { userIds: [modified.id], groupIds: users.groupIdsOf(modified) });
    return shown;
  };
}

/** Throws AWS's error for the user that every account has, and for one that is being changed. */
export function changeableUser({ users }: ElasticacheContext, id: string): UserRecord {
  const user = users.get(id);
  if (user.id === DEFAULT_USER.id) {
    throw elasticacheErrors.invalidValue("The default user cannot be modified or deleted.");
  }
  if (user.status === "active") return user;
  throw elasticacheErrors.invalidUserState(`User ${user.id} is not active, it is ${user.status}.`);
}
