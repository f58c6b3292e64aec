import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { PayoutStore } from "../../../usecases/payout-ports.ts";
import { cancelPayout } from "../../../usecases/payouts.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { payoutParams, payoutSchema, presentPayout } from "./payout-schema.ts";

const schema = {
  summary: "Cancel a payout",
  description: "Only while it is `pending`; its amount is then available again. Canceling it again changes nothing.",
  tags: ["payouts"],
  security: [{ bearer: [] }],
  params: payoutParams,
  response: {
    200: payoutSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such payout."),
    409: errorSchema.describe("It was sent."),
  },
};

export function cancelPayoutRoute(payouts: PayoutStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/payouts/:id/cancel", { schema, onRequest: requirePermission("payouts:write") }, async (request) =>
      presentPayout(await cancelPayout(payouts, request.principal.merchantId, request.params.id)),
    );
  };
}
