import { sql } from "slonik";
import { z } from "zod";
import type { WebhookStore } from "../usecases/webhook-ports.ts";
import type { Database } from "./database.ts";
import { UUID_MAX } from "./uuid-ends.ts";
import { createDeliveryReads } from "./webhook-delivery-reads.ts";
import { webhookEndpointRow } from "./webhook-rows.ts";
import { createSecretWrites } from "./webhook-secret-writes.ts";

const idRow = z.object({ id: z.string() });

const COLUMNS = sql.fragment`id, merchant_id, url, event_types, ordered, status, created_at`;

export function createWebhookStore(database: Database): WebhookStore {
  return {
    ...createDeliveryReads(database),
    ...createSecretWrites(database),

    findEndpoint: async (merchantId, endpointId) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_webhook_endpoint", webhookEndpointRow)`
            select ${COLUMNS} from webhook_endpoints
            where merchant_id = ${merchantId} and id = ${endpointId} and status <> 'deleted'`,
        ),
      )) ?? undefined,

    listEndpoints: (merchantId, { limit, before = UUID_MAX }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_webhook_endpoints", webhookEndpointRow)`
            select ${COLUMNS} from webhook_endpoints
            where merchant_id = ${merchantId} and id < ${before} and status <> 'deleted'
            order by id desc limit ${limit}`,
        ),
      ),

    changeEndpoint: async (merchantId, endpointId, { url, eventTypes, ordered, status }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("change_webhook_endpoint", webhookEndpointRow)`
            update webhook_endpoints set
              url = coalesce(${url ?? null}, url),
              event_types = coalesce(${eventTypes === undefined ? null : sql.array([...eventTypes], "text")}, event_types),
              ordered = coalesce(${ordered ?? null}::boolean, ordered),
              status = coalesce(${status ?? null}, status)
            where merchant_id = ${merchantId} and id = ${endpointId} and status <> 'deleted' returning ${COLUMNS}`,
        ),
      )) ?? undefined,

    deleteEndpoint: async (merchantId, endpointId) => {
      const row = await database.run((connection, attempt) =>
        connection.maybeOne(
          sql.prepared("delete_webhook_endpoint", idRow)`
            update webhook_endpoints set status = 'deleted'
            where merchant_id = ${merchantId} and id = ${endpointId} and (status <> 'deleted' or ${attempt > 1})
            returning id`,
        ),
      );
      return row !== null;
    },
  };
}
