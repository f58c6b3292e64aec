import { sql } from "slonik";
import { z } from "zod";
import { ALL_API_KEY_SCOPES, API_KEY_KINDS } from "../domain/api-key.ts";
import type { ApiKeyStore } from "../usecases/access-ports.ts";
import type { Database } from "./database.ts";
import { UUID_MAX } from "./uuid-ends.ts";

const apiKeyRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    kind: z.enum(API_KEY_KINDS),
    name: z.string(),
    last_four: z.string(),
    scopes: z.array(z.enum(ALL_API_KEY_SCOPES)),
    created_by: z.string(),
    created_at: z.date(),
    last_used_at: z.date().nullable(),
    revoked_at: z.date().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    kind: row.kind,
    name: row.name,
    lastFour: row.last_four,
    scopes: row.scopes,
    createdBy: row.created_by,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }));

const nothing = z.object({});

const COLUMNS = sql.fragment`id, merchant_id, kind, name, last_four, scopes, created_by, created_at, last_used_at, revoked_at`;

export function createApiKeyStore(database: Database): ApiKeyStore {
  return {
    add: async (key, hash) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("add_api_key", nothing)`
            insert into api_keys (merchant_id, id, kind, name, hash, last_four, scopes, created_by, created_at)
            values (${key.merchantId}, ${key.id}, ${key.kind}, ${key.name}, ${sql.binary(hash)}, ${key.lastFour},
              ${sql.array([...key.scopes], "text")}, ${key.createdBy}, ${key.createdAt.toISOString()})
            on conflict (merchant_id, id) do nothing`,
        ),
      );
    },

    list: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_api_keys", apiKeyRow)`
            select ${COLUMNS} from api_keys where merchant_id = ${merchantId} and id < ${before}
            order by id desc limit ${limit}`,
        ),
      ),

    find: async (merchantId, keyId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_api_key", apiKeyRow)`
            select ${COLUMNS} from api_keys where merchant_id = ${merchantId} and id = ${keyId}`,
        ),
      )) ?? undefined,

    findByHash: async (hash) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_api_key_by_hash", apiKeyRow)`
            select ${COLUMNS} from api_keys where hash = ${sql.binary(hash)} and revoked_at is null`,
        ),
      )) ?? undefined,

    revoke: async (merchantId, keyId, at) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("revoke_api_key", apiKeyRow)`
            update api_keys set revoked_at = coalesce(revoked_at, ${at.toISOString()})
            where merchant_id = ${merchantId} and id = ${keyId} returning ${COLUMNS}`,
        ),
      )) ?? undefined,

    recordUse: async (uses) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("record_api_key_use", nothing)`
            update api_keys k set last_used_at = u.at
            from unnest(${sql.array(
              uses.map(({ merchantId }) => merchantId),
              "uuid",
            )}, ${sql.array(
              uses.map(({ keyId }) => keyId),
              "uuid",
            )}, ${sql.array(
              uses.map(({ at }) => at.toISOString()),
              "timestamptz",
            )}) as u (merchant_id, id, at)
            where k.merchant_id = u.merchant_id and k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)`,
        ),
      );
    },
  };
}
