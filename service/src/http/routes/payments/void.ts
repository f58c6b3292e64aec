import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { changePayment } from "../../../usecases/change-payment.ts";
import type { OperationDependencies } from "../../../usecases/perform-operation.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { changeErrors, changeSchema } from "./change-schema.ts";
import { paymentSchema } from "./payment-schema.ts";

const schema = {
  ...changeSchema,
  summary: "Void a payment",
  description:
    "Releases what is authorized and not captured; the payment is then `canceled`, or `succeeded` if a part was captured. " +
    "The body may be left out.",
  body: z.strictObject({}),
  response: { 200: paymentSchema, ...changeErrors },
};

export function voidPaymentRoute(operations: OperationDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/void", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const answer = await changePayment(operations, {
        change: "void",
        merchantId: request.principal.merchantId,
        paymentId: id,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/void`, body: request.body },
        answerStatus: 200,
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}
