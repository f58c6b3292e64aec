import { sql } from "slonik";
import { z } from "zod";
import { ROLES } from "../domain/access.ts";
import type { SessionStore } from "../usecases/access-ports.ts";
import type { Database } from "./database.ts";

const rotationRow = z.object({
  outcome: z.enum(["rotated", "refused", "reused"]),
  user_id: z.string().nullable(),
  merchant_id: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
});

const nothing = z.object({});

export function createSessionStore(database: Database): SessionStore {
  return {
    begin: async ({ id, principal, tokenHash, at, tokenExpiresAt, expiresAt }) => {
      await database.run((connection) =>
        connection.any(
          sql.prepared("begin_session", nothing)`
            select from begin_session(${id}, ${principal.merchantId}, ${principal.userId}, ${sql.binary(tokenHash)},
              ${at.toISOString()}, ${tokenExpiresAt.toISOString()}, ${expiresAt.toISOString()})`,
        ),
      );
    },

    rotate: async ({ tokenHash, newTokenHash, at, newTokenExpiresAt }) => {
      const row = await database.run((connection) =>
        connection.one(
          sql.prepared("rotate_refresh_token", rotationRow)`
            select outcome, user_id, merchant_id, role from rotate_refresh_token(
              ${sql.binary(tokenHash)}, ${sql.binary(newTokenHash)}, ${at.toISOString()},
              ${newTokenExpiresAt.toISOString()})`,
        ),
      );
      if (row.outcome !== "rotated" || !row.user_id || !row.merchant_id || !row.role) return undefined;
      return { userId: row.user_id, merchantId: row.merchant_id, role: row.role };
    },

    end: async (tokenHash, at) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("end_session", nothing)`
            update sessions s set revoked_at = ${at.toISOString()}, revoked_because = 'signed_out'
            from refresh_tokens t
            where t.hash = ${sql.binary(tokenHash)} and s.id = t.session_id and s.revoked_at is null`,
        ),
      );
    },
  };
}
