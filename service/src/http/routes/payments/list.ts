import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listPayments } from "../../../usecases/list-payments.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 20;

const schema = {
  summary: "List payments",
  description: "Newest first. Pass `nextCursor` as `cursor` to get the page that follows; it is null on the last.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  querystring: z.strictObject({
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(LIMIT_MAX)
      .default(LIMIT_DEFAULT)
      .meta({ examples: [LIMIT_DEFAULT] }),
    cursor: z
      .string()
      .max(200)
      .optional()
      .meta({ examples: ["MDE5MzJjMDctMjA5MC03MDAwLTgwMDAtMDAwMDAwMDAwMDAz"] }),
  }),
  response: {
    200: z.object({ data: z.array(paymentSchema), nextCursor: z.string().nullable() }).meta({ id: "PaymentPage" }),
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
