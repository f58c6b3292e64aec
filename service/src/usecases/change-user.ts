import { ServiceError } from "../domain/errors.ts";
import { userId, type User, type UserChange } from "../domain/user.ts";
import type { UserStore } from "./access-ports.ts";
import { getUser, userNotFound } from "./get-user.ts";

/** A user who is disabled has no session any more. Throws `user_not_found`, `last_admin`. */
export async function changeUser(
  users: UserStore,
  merchantId: string,
  publicId: string,
  change: UserChange,
): Promise<User> {
  const id = userId.parse(publicId);
  const outcome = id === undefined ? "not_found" : await users.change(merchantId, id, change);
  if (outcome === "not_found") throw userNotFound();
  if (outcome === "last_admin") {
    throw new ServiceError("last_admin", "The merchant's last active admin must stay one; make another admin first.", {
      param: "id",
    });
  }
  return getUser(users, merchantId, publicId);
}
