import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { payoutId } from "../../../domain/payout.ts";
import { readPage } from "../../../usecases/page.ts";
import type { PayoutStore } from "../../../usecases/payout-ports.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { payoutSchema, presentPayout } from "./payout-schema.ts";

const schema = {
  summary: "List payouts",
  description: "Newest first.",
  tags: ["payouts"],
  security: [{ bearer: [] }],
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("PayoutPage", payoutSchema), ...commonErrors },
};

export function listPayoutsRoute(payouts: PayoutStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payouts", { schema, onRequest: requirePermission("ledger:read") }, async (request) => {
      const { data, nextCursor } = await readPage(payoutId, request.query, (page) =>
        payouts.list(request.principal.merchantId, page),
      );
      return { data: data.map(presentPayout), nextCursor };
    });
  };
}
