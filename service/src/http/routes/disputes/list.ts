import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { DISPUTE_STATUSES, disputeId } from "../../../domain/dispute.ts";
import { parsePaymentId } from "../../../domain/payment-id.ts";
import type { DisputeStore } from "../../../usecases/dispute-ports.ts";
import { readPage } from "../../../usecases/page.ts";
import { createdQuery, pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { currencySchema } from "../payments/term-schemas.ts";
import { disputeSchema, presentDispute } from "./dispute-schema.ts";

const schema = {
  summary: "List disputes",
  description: "Newest first. `createdFrom` is included, `createdBefore` is not.",
  tags: ["disputes"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    ...pageQuery,
    ...createdQuery,
    status: z.enum(DISPUTE_STATUSES).optional(),
    currency: currencySchema.optional(),
    paymentId: z
      .string()
      .regex(/^pay_[0-9a-f]{32}$/, { message: "must be a payment's id" })
      .optional()
      .meta({ examples: ["pay_01932c07209070008000000000000003"] }),
  }),
  response: { 200: pageSchema("DisputePage", disputeSchema), ...commonErrors },
};

export function listDisputesRoute(disputes: DisputeStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/disputes", { schema, onRequest: requirePermission("payments:read") }, async (request) => {
      const { status, currency, paymentId, ...query } = request.query;
      const filter = { status, currency, paymentId: paymentId === undefined ? undefined : parsePaymentId(paymentId) };
      const { data, nextCursor } = await readPage(disputeId, query, (page) =>
        disputes.list(request.principal.merchantId, page, filter),
      );
      return { data: data.map(presentDispute), nextCursor };
    });
  };
}
