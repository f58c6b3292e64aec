import { z } from "zod";
import {
  WEBHOOK_DELIVERY_STATES,
  WEBHOOK_ENDPOINT_STATUSES,
  webhookDeliveryId,
  webhookEndpointId,
  type WebhookAttempt,
  type WebhookDelivery,
  type WebhookEndpoint,
} from "../../../domain/webhook.ts";
import { WEBHOOK_EVENT_TYPES } from "../../../domain/webhook-event-types.ts";
import { storableText } from "../../storable-text.ts";

export const endpointMembers = {
  url: storableText(z.url().max(2048)).meta({ examples: ["https://shop.example/hooks"] }),
  eventTypes: z
    .array(z.enum(WEBHOOK_EVENT_TYPES))
    .max(WEBHOOK_EVENT_TYPES.length)
    .meta({ examples: [["payment.captured", "payment.refunded"]] }),
  ordered: z.boolean().meta({ examples: [true] }),
};

const endpoint = z.object({
  id: z.string(),
  url: z.string(),
  eventTypes: z.array(z.string()),
  ordered: z.boolean().meta({ examples: [true] }),
  status: z.enum(WEBHOOK_ENDPOINT_STATUSES),
  createdAt: z.iso.datetime(),
});

const EXAMPLE = {
  id: "we_01932c07209070008000000000000003",
  url: "https://shop.example/hooks",
  eventTypes: ["payment.captured"],
  ordered: false,
  status: "enabled" as const,
  createdAt: "2026-11-24T10:00:00.000Z",
};

export const endpointSchema = endpoint.meta({ id: "WebhookEndpoint", examples: [EXAMPLE] });
/** Only the answer to its creation has the secret. */
export const newEndpointSchema = endpoint
  .extend({ secret: z.string() })
  .meta({ id: "NewWebhookEndpoint", examples: [{ ...EXAMPLE, secret: "whsec_…" }] });

const delivery = z.object({
  id: z.string(),
  endpointId: z.string(),
  eventId: z.string(),
  eventType: z.string(),
  state: z.enum(WEBHOOK_DELIVERY_STATES),
  attempts: z.int(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
const DELIVERY_EXAMPLE = {
  id: "whd_01932c07209070008000000000000004",
  endpointId: "we_01932c07209070008000000000000003",
  eventId: "evt_01932c07209070008000000000000005_3",
  eventType: "payment.captured",
  state: "delivered" as const,
  attempts: 1,
  nextAttemptAt: null,
  createdAt: "2026-11-24T10:00:00.000Z",
};
const ATTEMPT_EXAMPLE = {
  number: 1,
  startedAt: "2026-11-24T10:00:00.500Z",
  durationMs: 84,
  status: 204,
  error: null,
};

export const deliverySchema = delivery.meta({ id: "WebhookDelivery", examples: [DELIVERY_EXAMPLE] });

export const deliveryDetailSchema = delivery
  .extend({
    attemptLog: z.array(
      z.object({
        number: z.int(),
        startedAt: z.iso.datetime(),
        durationMs: z.int(),
        status: z.int().nullable(),
        error: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "WebhookDeliveryDetail", examples: [{ ...DELIVERY_EXAMPLE, attemptLog: [ATTEMPT_EXAMPLE] }] });

export function presentEndpoint(value: WebhookEndpoint): z.output<typeof endpointSchema> {
  return {
    id: webhookEndpointId.format(value.id),
    url: value.url,
    eventTypes: [...value.eventTypes],
    ordered: value.ordered,
    status: value.status,
    createdAt: value.createdAt.toISOString(),
  };
}

export function presentDelivery(value: WebhookDelivery): z.output<typeof deliverySchema> {
  return {
    id: webhookDeliveryId.format(value.id),
    endpointId: webhookEndpointId.format(value.endpointId),
    eventId: value.eventId,
    eventType: value.eventType,
    state: value.state,
    attempts: value.attempts,
    nextAttemptAt: value.nextAttemptAt?.toISOString() ?? null,
    createdAt: value.createdAt.toISOString(),
  };
}

export function presentDeliveryDetail(found: {
  delivery: WebhookDelivery;
  attempts: readonly WebhookAttempt[];
}): z.output<typeof deliveryDetailSchema> {
  const attemptLog = found.attempts.map((attempt) => ({ ...attempt, startedAt: attempt.startedAt.toISOString() }));
  return { ...presentDelivery(found.delivery), attemptLog };
}
