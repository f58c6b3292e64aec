import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listPayments } from "../../../usecases/list-payments.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";

const schema = {
  summary: "List payments",
  description: "Newest first. Pass `nextCursor` as `cursor` to get the page that follows; it is null on the last.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  querystring: z.strictObject(pageQuery),
  response: {
    200: pageSchema("PaymentPage", paymentSchema),
    ...commonErrors,
  },
};

export function listPaymentsRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payments", { schema, onRequest: requirePermission("payments:read") }, async (request) => {
      const { merchantId } = request.principal;
      const page = await listPayments(payments, { merchantId, ...request.query });
      return { data: page.payments.map(presentPayment), nextCursor: page.nextCursor };
    });
  };
}
