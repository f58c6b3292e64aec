import { sql } from "slonik";
import { z } from "zod";
import { ROLES } from "../domain/access.ts";
import type { UserDirectory } from "../usecases/ports.ts";
import type { Database } from "./database.ts";

const userRow = z
  .object({ id: z.string(), merchant_id: z.string(), role: z.enum(ROLES), password_hash: z.string() })
  .transform((row) => ({
    userId: row.id,
    merchantId: row.merchant_id,
    role: row.role,
    passwordHash: row.password_hash,
  }));

export function createUserDirectory(database: Database): UserDirectory {
  return {
    findByEmail: async (email) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_user", userRow)`
            select id, merchant_id, role, password_hash from users where email = ${email}`,
        ),
      )) ?? undefined,
  };
}
