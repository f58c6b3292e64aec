import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { CURRENCIES } from "../../../domain/currency.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { CAPTURE_METHODS, type Payment } from "../../../domain/payment.ts";
import { createPayment } from "../../../usecases/create-payment.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { idempotencyHeaders, sendIdempotentAnswer } from "../../idempotent-write.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";

const DESCRIPTION_LENGTH_MAX = 500;

const bodySchema = z.strictObject({
  amountMinor: z
    .int()
    .min(AMOUNT_MINOR_MIN)
    .max(AMOUNT_MINOR_MAX)
    .meta({ examples: [1050] }),
  currency: z
    .string()
    .refine((code) => CURRENCIES.has(code), { message: "must be an ISO 4217 code in capitals, such as EUR" })
    .meta({ examples: ["EUR"] }),
  description: storableText(z.string().max(DESCRIPTION_LENGTH_MAX))
    .nullable()
    .default(null)
    .meta({ examples: ["Order 4711"] }),
  captureMethod: z.enum(CAPTURE_METHODS).default("automatic"),
});

const schema = {
  summary: "Create a payment",
  description:
    "Authorizes and captures in one step, or with `captureMethod` `manual` only authorizes: the payment then " +
    "`requires_capture`. A repetition with the same key gives the first answer.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  headers: idempotencyHeaders,
  body: bodySchema,
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
      const answer = await createPayment(
        { payments, render },
        {
          merchantId: request.principal.merchantId,
          ...request.body,
          idempotencyKey: request.headers["idempotency-key"],
          request: { method: "POST", path: "/api/v1/payments", body: hashedBody(request.body) },
        },
      );
      return sendIdempotentAnswer(reply, answer);
    });
  };
}

/** Without what is the default, so that keys keep their meaning that were stored before there was a choice. */
function hashedBody({ captureMethod, ...body }: z.output<typeof bodySchema>): object {
  return captureMethod === "automatic" ? body : { ...body, captureMethod };
}

function render(payment: Payment): { status: number; body: string } {
  return { status: 201, body: JSON.stringify(presentPayment(payment)) };
}
