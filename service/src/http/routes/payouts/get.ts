import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { PayoutStore } from "../../../usecases/payout-ports.ts";
import { getPayout } from "../../../usecases/payouts.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { payoutParams, payoutSchema, presentPayout } from "./payout-schema.ts";

const schema = {
  summary: "Get a payout",
  tags: ["payouts"],
  security: [{ bearer: [] }],
  params: payoutParams,
  response: { 200: payoutSchema, ...commonErrors, 404: errorSchema.describe("The merchant has no such payout.") },
};

export function getPayoutRoute(payouts: PayoutStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payouts/:id", { schema, onRequest: requirePermission("ledger:read") }, async (request) =>
      presentPayout(await getPayout(payouts, request.principal.merchantId, request.params.id)),
    );
  };
}
