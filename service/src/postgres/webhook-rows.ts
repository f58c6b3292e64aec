import { z } from "zod";
import { WEBHOOK_DELIVERY_STATES, WEBHOOK_ENDPOINT_STATUSES } from "../domain/webhook.ts";

export const webhookEndpointRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    url: z.string(),
    event_types: z.array(z.string()),
    ordered: z.boolean(),
    status: z.enum(WEBHOOK_ENDPOINT_STATUSES),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    url: row.url,
    eventTypes: row.event_types,
    ordered: row.ordered,
    status: row.status,
    createdAt: row.created_at,
  }));

export const webhookDeliveryRow = z
  .object({
    id: z.string(),
    endpoint_id: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    position: z.string(),
    state: z.enum(WEBHOOK_DELIVERY_STATES),
    attempts: z.number(),
    next_attempt_at: z.date(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.event_type,
    position: row.position,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.state === "pending" ? row.next_attempt_at : null,
    createdAt: row.created_at,
  }));

export const webhookAttemptRow = z
  .object({
    number: z.number(),
    started_at: z.date(),
    duration_ms: z.number(),
    status: z.number().nullable(),
    error: z.string().nullable(),
  })
  .transform((row) => ({
    number: row.number,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    status: row.status,
    error: row.error,
  }));
