import { ServiceError } from "../domain/errors.ts";
import { userId, type User } from "../domain/user.ts";
import type { UserStore } from "./access-ports.ts";

/** Throws `user_not_found`. */
export async function getUser(users: UserStore, merchantId: string, publicId: string): Promise<User> {
  const id = userId.parse(publicId);
  const user = id === undefined ? undefined : await users.find(merchantId, id);
  if (!user) throw userNotFound();
  return user;
}

/** The same for another merchant's user and for what is no user id. */
export function userNotFound(): ServiceError {
  return new ServiceError("user_not_found", "There is no user with this id; check the id.", { param: "id" });
}
