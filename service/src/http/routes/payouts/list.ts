import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { PAYOUT_STATUSES, payoutId } from "../../../domain/payout.ts";
import { readPage } from "../../../usecases/page.ts";
import type { PayoutStore } from "../../../usecases/payout-ports.ts";
import { createdQuery, pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { currencySchema } from "../payments/term-schemas.ts";
import { payoutSchema, presentPayout } from "./payout-schema.ts";

const schema = {
  summary: "List payouts",
  description: "Newest first. `createdFrom` is included, `createdBefore` is not.",
  tags: ["payouts"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    ...pageQuery,
    ...createdQuery,
    status: z.enum(PAYOUT_STATUSES).optional(),
    currency: currencySchema.optional(),
  }),
  response: { 200: pageSchema("PayoutPage", payoutSchema), ...commonErrors },
};

export function listPayoutsRoute(payouts: PayoutStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payouts", { schema, onRequest: requirePermission("ledger:read") }, async (request) => {
      const { status, currency, ...query } = request.query;
      const { data, nextCursor } = await readPage(payoutId, query, (page) =>
        payouts.list(request.principal.merchantId, page, { status, currency }),
      );
      return { data: data.map(presentPayout), nextCursor };
    });
  };
}
