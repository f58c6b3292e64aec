import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { REFUNDS_MAX } from "../../../domain/payment-changes.ts";
import type { ApprovalStore } from "../../../usecases/approval-ports.ts";
import { changePayment } from "../../../usecases/change-payment.ts";
import { judgeAndPerform } from "../../../usecases/judge-and-perform.ts";
import { approveRefund } from "../../../usecases/refund-approval.ts";
import type { OperationDependencies } from "../../../usecases/perform-operation.ts";
import { sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { storableText } from "../../storable-text.ts";
import { approvalSchema, presentApproval } from "../approvals/approval-schema.ts";
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
  response: {
    201: refundSchema,
    202: approvalSchema.describe("Nothing is refunded yet: a second user must consent."),
    ...changeErrors,
  },
};

export function createRefundRoute(operations: OperationDependencies, approvals: ApprovalStore): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write"), preValidation: optionalBody };
    app.post("/payments/:id/refunds", { schema, ...hooks }, async (request, reply) => {
      const { id } = request.params;
      const wanted = {
        paymentId: id,
        amountMinor: request.body.amountMinor ?? null,
        reason: request.body.reason,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/payments/${id}/refunds`, body: request.body },
      };
      const judged = await judgeAndPerform(
        () => approveRefund(approvals, { ...wanted, caller: request.principal }),
        (amountMinor) =>
          changePayment(operations, {
            ...wanted,
            amountMinor,
            change: "refund",
            merchantId: request.principal.merchantId,
            answerStatus: 201,
          }),
      );
      if (judged.approval) return reply.code(202).send(presentApproval(judged.approval));
      return sendIdempotentAnswer(reply, judged.answer);
    });
  };
}
