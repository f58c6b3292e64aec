import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { getPayment } from "../../../usecases/get-payment.ts";
import type { PaymentStore } from "../../../usecases/ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { paymentSchema, presentPayment } from "./payment-schema.ts";
import { paymentParams } from "./payment-params.ts";

const schema = {
  summary: "Get a payment",
  tags: ["payments"],
  security: [{ bearer: [] }],
  params: paymentParams,
  response: { 200: paymentSchema, ...commonErrors, 404: errorSchema },
};

export function getPaymentRoute(payments: PaymentStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/payments/:id", { schema, onRequest: requirePermission("payments:read") }, async (request) =>
      presentPayment(await getPayment(payments, request.principal.merchantId, request.params.id)),
    );
  };
}
