import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { listRefunds } from "../../../usecases/list-refunds.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { listSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { presentRefund, refundSchema } from "./refund-schema.ts";
import { paymentParams } from "../payments/payment-params.ts";

const schema = {
  summary: "List a payment's refunds",
  description: "All of them, newest first.",
  tags: ["refunds"],
  security: [{ bearer: [] }],
  params: paymentParams,
  response: {
    200: listSchema("RefundList", refundSchema),
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such payment."),
  },
};

export function listRefundsRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payments/:id/refunds", { schema, onRequest: requirePermission("payments:read") }, async (request) => {
      const refunds = await listRefunds(payments, request.principal.merchantId, request.params.id);
      return { data: refunds.map(presentRefund) };
    });
  };
}
