import type { Role } from "../domain/access.ts";
import { ServiceError } from "../domain/errors.ts";
import { hashPassword } from "../domain/password.ts";
import type { User } from "../domain/user.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { UserStore } from "./access-ports.ts";

export interface CreateUserCommand {
  readonly merchantId: string;
  readonly email: string;
  readonly password: string;
  readonly role: Role;
}

/** Throws `email_taken`. */
export async function createUser(users: UserStore, command: CreateUserCommand): Promise<User> {
  const createdAt = new Date();
  const { merchantId, password, role } = command;
  const email = command.email.toLowerCase();
  const user: User = { id: uuidV7(createdAt), merchantId, email, role, status: "active", createdAt };
  if (!(await users.add({ ...user, passwordHash: await hashPassword(password) }))) {
    throw new ServiceError("email_taken", "There is a user with this email already; choose another.", {
      param: "email",
    });
  }
  return user;
}
