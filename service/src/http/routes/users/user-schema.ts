import { z } from "zod";
import { ROLES } from "../../../domain/access.ts";
import { USER_STATUSES, userId, type User } from "../../../domain/user.ts";

/** Of every path that leads to one user. */
export const userParams = z.object({ id: z.string().meta({ examples: ["usr_01932c07209070008000000000000003"] }) });

export const userSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    status: z.enum(USER_STATUSES),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "User",
    examples: [
      {
        id: "usr_01932c07209070008000000000000003",
        email: "ada@example.com",
        role: "operator",
        status: "active",
        createdAt: "2026-11-24T10:00:00.000Z",
      },
    ],
  });

/** Never with the password or its hash. */
export function presentUser(user: User): z.output<typeof userSchema> {
  return {
    id: userId.format(user.id),
    email: user.email,
    role: user.role,
    status: user.status,
    createdAt: user.createdAt.toISOString(),
  };
}
