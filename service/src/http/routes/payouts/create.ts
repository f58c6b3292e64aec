import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApprovalStore } from "../../../usecases/approval-ports.ts";
import { createPayout } from "../../../usecases/create-payout.ts";
import { judgeAndPerform } from "../../../usecases/judge-and-perform.ts";
import { approvePayout } from "../../../usecases/payout-approval.ts";
import type { PayoutStore } from "../../../usecases/payout-ports.ts";
import { idempotencyHeaders, sendIdempotentAnswer } from "../../idempotent-write.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { approvalSchema, presentApproval } from "../approvals/approval-schema.ts";
import { partialAmount } from "../payments/change-schema.ts";
import { currencySchema } from "../payments/term-schemas.ts";
import { payoutSchema } from "./payout-schema.ts";

const DESCRIPTION_LENGTH_MAX = 500;

const schema = {
  summary: "Create a payout",
  description:
    "Sends what is available in a currency, or `amountMinor` of it, to the merchant's bank. The amount is held at once and " +
    "sent a little later; until then the payout can be canceled.",
  tags: ["payouts"],
  security: [{ bearer: [] }],
  headers: idempotencyHeaders,
  body: z.strictObject({
    currency: currencySchema,
    amountMinor: partialAmount,
    description: storableText(z.string().max(DESCRIPTION_LENGTH_MAX))
      .nullable()
      .default(null)
      .meta({ examples: ["Week 47"] }),
  }),
  response: {
    201: payoutSchema,
    202: approvalSchema.describe("Nothing is paid out yet: a second user must consent."),
    ...commonErrors,
    409: errorSchema.describe("A request with this key has not ended yet."),
    422: errorSchema.describe("More than is available, or the key was used with another request."),
  },
};

export function createPayoutRoute(
  payouts: PayoutStore,
  approvals: ApprovalStore,
  holdSeconds: number,
): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/payouts", { schema, onRequest: requirePermission("payouts:write") }, async (request, reply) => {
      const { currency, amountMinor = null, description } = request.body;
      const wanted = {
        currency,
        amountMinor,
        description,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: "/api/v1/payouts", body: request.body },
      };
      const judged = await judgeAndPerform(
        () => approvePayout(approvals, payouts, { ...wanted, caller: request.principal }),
        (allowedMinor) =>
          createPayout(payouts, {
            ...wanted,
            amountMinor: allowedMinor,
            merchantId: request.principal.merchantId,
            holdSeconds,
          }),
      );
      if (judged.approval) return reply.code(202).send(presentApproval(judged.approval));
      return sendIdempotentAnswer(reply, judged.answer);
    });
  };
}
