import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { changePayment } from "../../../usecases/change-payment.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { changeErrors, changeSchema, partialAmount } from "./change-schema.ts";
import { paymentSchema } from "./payment-schema.ts";

const schema = {
  ...changeSchema,
  summary: "Capture a payment",
  description:
    "Takes the authorized amount, or `amountMinor` of it. A payment is captured once: the rest is released. " +
    "The body may be left out.",
  body: z.strictObject({ amountMinor: partialAmount }),
  response: { 200: paymentSchema, ...changeErrors },
};

export function capturePaymentRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/capture", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const answer = await changePayment(payments, {
        change: "capture",
        merchantId: request.principal.merchantId,
        paymentId: id,
        amountMinor: request.body.amountMinor ?? null,
        reason: null,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/capture`, body: request.body },
        answerStatus: 200,
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}
