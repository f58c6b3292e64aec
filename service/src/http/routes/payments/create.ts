import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { CURRENCIES } from "../../../domain/currency.ts";
import { IDEMPOTENCY_KEY_LENGTH_MAX } from "../../../domain/idempotency.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import type { Payment } from "../../../domain/payment.ts";
import { createPayment } from "../../../usecases/create-payment.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";

const DESCRIPTION_LENGTH_MAX = 500;

const schema = {
  summary: "Create a payment",
  description: "Authorizes and captures in one step. A repetition with the same key gives the first answer.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  headers: z.object({
    "idempotency-key": z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .max(IDEMPOTENCY_KEY_LENGTH_MAX),
  }),
  body: z.strictObject({
    amountMinor: z
      .int()
      .min(AMOUNT_MINOR_MIN)
      .max(AMOUNT_MINOR_MAX)
      .meta({ examples: [1050] }),
    currency: z
      .string()
      .refine((code) => CURRENCIES.has(code), { message: "must be an ISO 4217 code in capitals, such as EUR" })
      .meta({ examples: ["EUR"] }),
    description: storableText(z.string().max(DESCRIPTION_LENGTH_MAX)).nullable().default(null),
  }),
  response: {
    201: paymentSchema,
    ...commonErrors,
    409: errorSchema.describe("A request with this key has not ended yet."),
    422: errorSchema.describe("The key was used with another request."),
  },
};

export function createPaymentRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/payments", { schema, onRequest: requirePermission("payments:write") }, async (request, reply) => {
      const { answer, replayed } = await createPayment(
        { payments, render },
        {
          merchantId: request.principal.merchantId,
          ...request.body,
          idempotencyKey: request.headers["idempotency-key"],
          request: { method: "POST", path: "/api/v1/payments", body: request.body },
        },
      );
      if (replayed) void reply.header("idempotent-replayed", "true");
      // Already JSON: the bytes that were stored are the bytes that are sent.
      return reply
        .code(answer.status as 201)
        .type("application/json; charset=utf-8")
        .send(answer.body as never);
    });
  };
}

function render(payment: Payment): { status: number; body: string } {
  return { status: 201, body: JSON.stringify(presentPayment(payment)) };
}
