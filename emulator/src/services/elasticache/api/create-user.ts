import type * as elasticache from "@aws-sdk/client-elasticache";
import { objection } from "../../../runtimes/process/redis/objection.ts";
import type { Handler } from "../../../wire/handlers.ts";
import { userRules } from "../backend/access-list.ts";
import { unknownCommand } from "../state/access-string.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { DEFAULT_USER, newUser, type UserRecord } from "../state/user.ts";
import { showUser, type ElasticacheContext } from "./elasticache-context.ts";

export function createUser(context: ElasticacheContext): Handler<typeof elasticache, "CreateUser"> {
  return async (input) => {
    const { users } = context;
    const user = newUser(input);
    await checkWithServer(context, user);
    if (user.id === DEFAULT_USER.id || users.records.get(user.id)) throw elasticacheErrors.userAlreadyExists(user.id);
    users.records.put(user.id, user);
    return showUser(context, user);
  };
}

/** The server program itself knows best which rules it takes. */
export async function checkWithServer(context: ElasticacheContext, user: UserRecord): Promise<void> {
  const present = context.engines.find(({ engine }) => engine === user.engine) ?? context.engines[0];
  if (!present) return;
  const unknown = unknownCommand(user.accessString, present.commands);
  if (unknown !== undefined) {
    throw elasticacheErrors.invalidValue(`Invalid access string provided: ${unknown} names no command or category.`);
  }
  const refusal = await objection(present.binary, ["user", user.name, ...userRules(user)]);
  if (refusal) throw elasticacheErrors.invalidValue(`Invalid access string provided: ${refusal}`);
}
