import { sql } from "slonik";
import { z } from "zod";
import type { WebhookStore } from "../usecases/webhook-ports.ts";
import type { Database } from "./database.ts";
import { webhookAttemptRow, webhookDeliveryRow } from "./webhook-rows.ts";

const BIGINT_MAX = "9223372036854775807";
const GIVE_UP_AFTER = sql.fragment`interval '3 days'`;

const idRow = z.object({ id: z.string() });

/** Of `webhook_deliveries d` and its `webhook_events v`. */
const COLUMNS = sql.fragment`
  d.id, d.endpoint_id, v.id as event_id, v.type as event_type, v.position::text, d.state, d.attempts,
  d.next_attempt_at, v.created_at`;

export function createDeliveryReads(
  database: Database,
): Pick<WebhookStore, "listDeliveries" | "findDelivery" | "resend"> {
  return {
    listDeliveries: (merchantId, endpointId, { limit, before = BIGINT_MAX }, { state }) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_webhook_deliveries", webhookDeliveryRow)`
            select ${COLUMNS} from webhook_deliveries d
            join webhook_events v on v.merchant_id = d.merchant_id and v.position = d.event_position
            where d.merchant_id = ${merchantId} and d.endpoint_id = ${endpointId} and d.event_position < ${before}
              and (${state ?? null}::text is null or d.state = ${state ?? null})
            order by d.event_position desc limit ${limit}`,
        ),
      ),

    findDelivery: async (merchantId, deliveryId) => {
      // The attempts first: the delivery then is never older than the last of them.
      const attempts = await database.run((connection) =>
        connection.any(
          sql.prepared("list_webhook_attempts", webhookAttemptRow)`
            select number, started_at, duration_ms, status, error from webhook_attempts
            where merchant_id = ${merchantId} and delivery_id = ${deliveryId} order by number`,
        ),
      );
      const delivery = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("find_webhook_delivery", webhookDeliveryRow)`
            select ${COLUMNS} from webhook_deliveries d
            join webhook_events v on v.merchant_id = d.merchant_id and v.position = d.event_position
            where d.merchant_id = ${merchantId} and d.id = ${deliveryId}`,
        ),
      );
      return delivery ? { delivery, attempts } : undefined;
    },

    resend: async (merchantId, deliveryId, at) => {
      const row = await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("resend_webhook_delivery", idRow)`
            update webhook_deliveries
            set state = 'pending', next_attempt_at = ${at.toISOString()},
              give_up_at = ${at.toISOString()}::timestamptz + ${GIVE_UP_AFTER}
            where merchant_id = ${merchantId} and id = ${deliveryId} returning id`,
        ),
      );
      return row !== null;
    },
  };
}
