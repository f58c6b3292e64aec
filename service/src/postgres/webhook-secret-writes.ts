import { sql } from "slonik";
import { z } from "zod";
import type { WebhookStore } from "../usecases/webhook-ports.ts";
import type { Database } from "./database.ts";

const nothing = z.object({});
const idRow = z.object({ id: z.string() });

/** The writes that make a signing secret. */
export function createSecretWrites(database: Database): Pick<WebhookStore, "addEndpoint" | "addSecret"> {
  return {
    addEndpoint: async (
      { id, merchantId, url, eventTypes, ordered, status, createdAt },
      { id: secretId, secret, at },
    ) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("add_webhook_endpoint", nothing)`
            with endpoint as (
              insert into webhook_endpoints (merchant_id, id, url, event_types, ordered, status, created_at)
              values (${merchantId}, ${id}, ${url}, ${sql.array([...eventTypes], "text")}, ${ordered}, ${status},
                ${createdAt.toISOString()})
              on conflict (merchant_id, id) do nothing
            )
            insert into webhook_secrets (merchant_id, id, endpoint_id, secret, created_at)
            values (${merchantId}, ${secretId}, ${id}, ${secret}, ${at.toISOString()}) on conflict do nothing`,
        ),
      );
    },

    addSecret: async (merchantId, endpointId, { id, secret, at, othersExpireAt }) => {
      const row = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("add_webhook_secret", idRow)`
            with endpoint as (
              select merchant_id, id from webhook_endpoints
              where merchant_id = ${merchantId} and id = ${endpointId} and status <> 'deleted' for update
            ), expired as (
              update webhook_secrets s set expires_at = least(s.expires_at, ${othersExpireAt.toISOString()})
              from endpoint e where s.merchant_id = e.merchant_id and s.endpoint_id = e.id and s.id <> ${id}
            ), added as (
              insert into webhook_secrets (merchant_id, id, endpoint_id, secret, created_at)
              select merchant_id, ${id}, id, ${secret}, ${at.toISOString()} from endpoint on conflict do nothing
            )
            select id from endpoint`,
        ),
      );
      return row !== null;
    },
  };
}
