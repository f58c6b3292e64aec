import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { PAYMENT_EVENT_TYPES, type PaymentEvent } from "../../../domain/payment-event.ts";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import { formatRefundId } from "../../../domain/refund-id.ts";
import { listPaymentEvents } from "../../../usecases/list-payment-events.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { listSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { paymentParams } from "./payment-params.ts";

const eventSchema = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    type: z.enum(PAYMENT_EVENT_TYPES),
    amountMinor: z.int().min(1),
    currency: z.string(),
    refundId: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "PaymentEvent",
    examples: [
      {
        id: "evt_01932c07209070008000000000000003_3",
        paymentId: "pay_01932c07209070008000000000000003",
        type: "captured",
        amountMinor: 1050,
        currency: "EUR",
        refundId: null,
        createdAt: "2026-11-24T10:00:00.000Z",
      },
    ],
  });

const schema = {
  summary: "Get a payment's timeline",
  description: "Everything that happened to it, oldest first. A capture of less than was authorized released the rest.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  params: paymentParams,
  response: {
    200: listSchema("PaymentEventList", eventSchema),
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such payment."),
  },
};

export function paymentEventsRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payments/:id/events", { schema, onRequest: requirePermission("payments:read") }, async (request) => {
      const events = await listPaymentEvents(payments, request.principal.merchantId, request.params.id);
      return { data: events.map(presentEvent) };
    });
  };
}

function presentEvent(event: PaymentEvent): z.output<typeof eventSchema> {
  const paymentId = formatPaymentId(event.paymentId);
  return {
    id: `${paymentId.replace("pay_", "evt_")}_${event.sequence}`,
    paymentId,
    type: event.type,
    amountMinor: event.amountMinor,
    currency: event.currency,
    refundId: event.refundId === null ? null : formatRefundId(event.refundId),
    createdAt: event.createdAt.toISOString(),
  };
}
