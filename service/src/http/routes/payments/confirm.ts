import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { changePayment } from "../../../usecases/change-payment.ts";
import type { OperationDependencies } from "../../../usecases/perform-operation.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { changeErrors, changeSchema } from "./change-schema.ts";
import { paymentMethodSchema } from "./term-schemas.ts";
import { paymentSchema } from "./payment-schema.ts";

const schema = {
  ...changeSchema,
  summary: "Confirm a payment",
  description:
    "Charges the payment method, or another one from now on; or goes on after the cardholder has done what `nextAction` " +
    "asked for. Another method voids what the cardholder was asked for before. The body may be left out.",
  body: z.strictObject({ paymentMethod: paymentMethodSchema.optional() }),
  response: { 200: paymentSchema, ...changeErrors },
};

export function confirmPaymentRoute(operations: OperationDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/confirm", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const answer = await changePayment(operations, {
        change: "confirm",
        merchantId: request.principal.merchantId,
        paymentId: id,
        paymentMethod: request.body.paymentMethod ?? null,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/confirm`, body: request.body },
        answerStatus: 200,
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}
