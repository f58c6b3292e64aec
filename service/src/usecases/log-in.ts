import type { Principal } from "../domain/access.ts";
import { ServiceError } from "../domain/errors.ts";
import { hashPassword, verifyPassword } from "../domain/password.ts";
import type { UserStore } from "./access-ports.ts";

/** Made once, so that an unknown user costs the same time as a wrong password. */
let nobodysHash: Promise<string> | undefined;

/** Throws `credentials_invalid`, the same for an unknown user, a disabled one and a wrong password. */
export async function logIn(
  users: UserStore,
  credentials: { readonly email: string; readonly password: string },
): Promise<Principal> {
  const user = await users.findByEmail(credentials.email.toLowerCase());
  nobodysHash ??= hashPassword("nobody");
  const matches = await verifyPassword(credentials.password, user?.passwordHash ?? (await nobodysHash));
  if (!user || !matches || user.status !== "active") {
    throw new ServiceError("credentials_invalid", "Email and password don't match; check both.");
  }
  return { userId: user.id, merchantId: user.merchantId, role: user.role };
}
