import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { changePayment } from "../../../usecases/change-payment.ts";
import type { OperationDependencies } from "../../../usecases/perform-operation.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { changeErrors, changeSchema, partialAmount } from "./change-schema.ts";
import { paymentSchema } from "./payment-schema.ts";

const schema = {
  ...changeSchema,
  summary: "Capture a payment",
  description:
    "Takes the authorized amount, or `amountMinor` of it. The rest is released, unless `final` is false: then it can be " +
    "captured later. The body may be left out.",
  body: z.strictObject({
    amountMinor: partialAmount,
    final: z
      .boolean()
      .default(true)
      .meta({ examples: [true] }),
  }),
  response: { 200: paymentSchema, ...changeErrors },
};

export function capturePaymentRoute(operations: OperationDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/capture", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const answer = await changePayment(operations, {
        change: "capture",
        merchantId: request.principal.merchantId,
        paymentId: id,
        amountMinor: request.body.amountMinor ?? null,
        final: request.body.final,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/capture`, body: hashedBody(request.body) },
        answerStatus: 200,
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}

/** Without what is the default, so that keys keep their meaning that were stored before there was a choice. */
function hashedBody({
  final,
  ...body
}: {
  readonly final: boolean;
  readonly amountMinor?: number | undefined;
}): object {
  return final ? body : { ...body, final };
}
