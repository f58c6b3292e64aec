import { sql } from "slonik";
import { z } from "zod";
import { ROLES } from "../domain/access.ts";
import { USER_STATUSES } from "../domain/user.ts";
import type { UserStore } from "../usecases/access-ports.ts";
import type { Database } from "./database.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const userRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    status: z.enum(USER_STATUSES),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    email: row.email,
    role: row.role,
    status: row.status,
    createdAt: row.created_at,
  }));

const userWithPasswordRow = z
  .object({ password_hash: z.string() })
  .loose()
  .transform((row) => ({ ...userRow.parse(row), passwordHash: row.password_hash }));

const idRow = z.object({ id: z.string() });
const outcomeRow = z.object({ outcome: z.enum(["changed", "not_found", "last_admin"]) });

const COLUMNS = sql.fragment`id, merchant_id, email, role, status, created_at`;

export function createUserStore(database: Database): UserStore {
  return {
    findByEmail: async (email) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_user_by_email", userWithPasswordRow)`
            select ${COLUMNS}, password_hash from users where email = ${email}`,
        ),
      )) ?? undefined,

    find: async (merchantId, userId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_user", userRow)`
            select ${COLUMNS} from users where merchant_id = ${merchantId} and id = ${userId}`,
        ),
      )) ?? undefined,

    list: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_users", userRow)`
            select ${COLUMNS} from users where merchant_id = ${merchantId} and id < ${before}
            order by id desc limit ${limit}`,
        ),
      ),

    add: async ({ id, merchantId, email, passwordHash, role, status, createdAt }) => {
      // The row is this call's own too if an attempt whose answer was lost has written it.
      const row = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("add_user", idRow)`
            with added as (
              insert into users (id, merchant_id, email, password_hash, role, status, created_at)
              values (${id}, ${merchantId}, ${email}, ${passwordHash}, ${role}, ${status}, ${createdAt.toISOString()})
              on conflict (email) do nothing returning id
            ) select id from added union all select id from users where email = ${email}`,
        ),
      );
      return row?.id === id;
    },

    change: async (merchantId, userId, { role, status }) => {
      const { outcome } = await database.run((connection) =>
        connection.one(
          sql.prepared("change_user", outcomeRow)`
            select change_user(${merchantId}, ${userId}, ${role ?? null}, ${status ?? null}) as outcome`,
        ),
      );
      return outcome;
    },
  };
}
