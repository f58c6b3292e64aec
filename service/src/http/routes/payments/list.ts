import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { PAYMENT_STATUSES } from "../../../domain/payment.ts";
import { listPayments } from "../../../usecases/list-payments.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { createdQuery, pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { currencySchema } from "./term-schemas.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";

const schema = {
  summary: "List payments",
  description:
    "Newest first. Pass `nextCursor` as `cursor`, with the same filters, to get the page that follows; it is null on the " +
    "last. Filters hold together. `createdFrom` is included, `createdBefore` is not.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    ...pageQuery,
    ...createdQuery,
    status: z.enum(PAYMENT_STATUSES).optional(),
    currency: currencySchema.optional(),
    customerId: z
      .string()
      .max(200)
      .optional()
      .meta({ examples: ["cus_01932c07209070008000000000000007"] }),
  }),
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
      return { data: page.data.map(presentPayment), nextCursor: page.nextCursor };
    });
  };
}
