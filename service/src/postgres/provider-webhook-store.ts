import { sql } from "slonik";
import { z } from "zod";
import type { ProviderWebhookStore } from "../usecases/provider-webhook-ports.ts";
import type { Database } from "./database.ts";

const nothing = z.object({});
const handledRow = z.object({ handled: z.boolean() });
const webhookRow = z
  .object({ provider: z.string(), event_id: z.string(), type: z.string(), payload: z.string() })
  .transform((row) => ({ provider: row.provider, eventId: row.event_id, type: row.type, payload: row.payload }));

export function createProviderWebhookStore(database: Database): ProviderWebhookStore {
  return {
    record: async ({ provider, eventId, type, payload }) => {
      const { handled } = await database.run(async (connection) => {
        await connection.query(
          sql.prepared("record_provider_webhook", nothing)`
            insert into provider_webhooks (provider, event_id, type, payload)
            values (${provider}, ${eventId}, ${type}, ${payload}) on conflict do nothing`,
        );
        return connection.one(
          sql.prepared("find_provider_webhook", handledRow)`
            select handled_at is not null as handled from provider_webhooks
            where provider = ${provider} and event_id = ${eventId}`,
        );
      });
      return !handled;
    },

    markHandled: async ({ provider, eventId }) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("mark_provider_webhook", nothing)`
            update provider_webhooks set handled_at = now()
            where provider = ${provider} and event_id = ${eventId} and handled_at is null`,
        ),
      );
    },

    unhandled: (providers, before, limit) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_unhandled_provider_webhooks", webhookRow)`
            select provider, event_id, type, payload from provider_webhooks
            where provider = any (${sql.array([...providers], "text")}) and handled_at is null
              and received_at < ${before.toISOString()}
            order by received_at limit ${limit}`,
        ),
      ),
  };
}
