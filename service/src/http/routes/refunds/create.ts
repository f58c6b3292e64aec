import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { REFUNDS_MAX } from "../../../domain/payment-changes.ts";
import { changePayment } from "../../../usecases/change-payment.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { storableText } from "../../storable-text.ts";
import { changeErrors, changeSchema, partialAmount } from "../payments/change-schema.ts";
import { refundSchema } from "./refund-schema.ts";

const REASON_LENGTH_MAX = 500;

const schema = {
  ...changeSchema,
  tags: ["refunds"],
  summary: "Refund a payment",
  description:
    "Gives back what was captured and not refunded yet, or `amountMinor` of it, in up to " +
    `${REFUNDS_MAX} refunds. The body may be left out.`,
  body: z.strictObject({
    amountMinor: partialAmount,
    reason: storableText(z.string().max(REASON_LENGTH_MAX))
      .nullable()
      .default(null)
      .meta({ examples: ["Returned goods"] }),
  }),
  response: { 201: refundSchema, ...changeErrors },
};

export function createRefundRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/refunds", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const answer = await changePayment(payments, {
        change: "refund",
        merchantId: request.principal.merchantId,
        paymentId: id,
        amountMinor: request.body.amountMinor ?? null,
        reason: request.body.reason,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/refunds`, body: request.body },
        answerStatus: 201,
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}
