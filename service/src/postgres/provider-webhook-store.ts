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
    claim: ({ provider, eventId, type, payload }, leaseMs) =>
      database.run(async (connection) => {
        const claimed = await connection.maybeOne(
          sql.prepared("claim_provider_webhook", nothing)`
            insert into provider_webhooks as w (provider, event_id, type, payload, next_attempt_at)
            values (${provider}, ${eventId}, ${type}, ${payload}, now() + ${leaseMs} * interval '1 ms')
            on conflict (provider, event_id) do update set next_attempt_at = excluded.next_attempt_at
              where w.handled_at is null and coalesce(w.next_attempt_at, w.received_at) <= now()
            returning 1 as claimed`,
        );
        if (claimed) return "claimed";
        const { handled } = await connection.one(
          sql.prepared("find_provider_webhook", handledRow)`
            select handled_at is not null as handled from provider_webhooks
            where provider = ${provider} and event_id = ${eventId}`,
        );
        return handled ? "handled" : "busy";
      }),

    release: async ({ provider, eventId }) => {
      await database.run((connection) =>
        connection.query(
          sql.prepared("release_provider_webhook", nothing)`
            update provider_webhooks set next_attempt_at = null
            where provider = ${provider} and event_id = ${eventId} and handled_at is null`,
        ),
      );
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

    take: async (providers, { before, leaseMs }) =>
      (await database.run((connection) =>
        connection.maybeOne(
          sql.prepared("take_provider_webhook", webhookRow)`
            update provider_webhooks w set next_attempt_at = now() + ${leaseMs} * interval '1 ms'
            from (
              select provider, event_id from provider_webhooks
              where provider = any (${sql.array([...providers], "text")}) and handled_at is null
                and received_at < ${before.toISOString()} and coalesce(next_attempt_at, received_at) <= now()
              order by coalesce(next_attempt_at, received_at) limit 1 for no key update skip locked
            ) due
            where w.provider = due.provider and w.event_id = due.event_id
            returning w.provider, w.event_id, w.type, w.payload`,
        ),
      )) ?? undefined,
  };
}
