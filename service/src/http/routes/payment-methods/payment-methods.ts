import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import {
  attachPaymentMethod,
  detachPaymentMethod,
  getPaymentMethod,
  listPaymentMethods,
  type PaymentMethodDependencies,
} from "../../../usecases/payment-methods.ts";
import { idempotencyHeaders, sendIdempotentAnswer } from "../../idempotent-write.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { customerParams } from "../customers/customer-schema.ts";
import { paymentMethodSchema } from "../payments/term-schemas.ts";
import { presentStoredMethod, storedMethodSchema } from "./payment-method-schema.ts";

const common = { tags: ["payment methods"], security: [{ bearer: [] }] };
const params = z.object({ id: z.string().meta({ examples: ["pmt_01932c07209070008000000000000008"] }) });
const notFound = errorSchema.describe("The merchant has no such payment method.");
const customerNotFound = errorSchema.describe("The merchant has no such customer.");

const attachSchema = {
  ...common,
  summary: "Keep a payment method for a customer",
  description:
    "`paymentMethod` is the provider's token, never a card number. The provider is asked what it is; without such a card it " +
    "is refused. The customer's default it becomes only by changing the customer.",
  headers: idempotencyHeaders,
  params: customerParams,
  body: z.strictObject({ paymentMethod: paymentMethodSchema }),
  response: {
    201: storedMethodSchema,
    ...commonErrors,
    404: customerNotFound,
    409: errorSchema.describe("The customer has it already, or a request with this key has not ended yet."),
    422: errorSchema.describe("The provider knows no such token, or the key was used with another request."),
  },
};

const listSchema = {
  ...common,
  summary: "List a customer's payment methods",
  description: "Newest first; without those that were detached.",
  params: customerParams,
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("PaymentMethodPage", storedMethodSchema), ...commonErrors, 404: customerNotFound },
};

const getSchema = {
  ...common,
  summary: "Get a payment method",
  params,
  response: { 200: storedMethodSchema, ...commonErrors, 404: notFound },
};

const detachSchema = {
  ...common,
  summary: "Detach a payment method from its customer",
  description: "No payment can be made with it any more. Those that were can still be captured and refunded.",
  params,
  response: { 204: z.null().describe("It is detached."), ...commonErrors, 404: notFound },
};

export function paymentMethodRoutes(dependencies: PaymentMethodDependencies): FastifyPluginAsyncZod {
  const { customers } = dependencies;
  const reading = { onRequest: requirePermission("customers:read") };
  const writing = { onRequest: requirePermission("customers:write") };
  return async (app) => {
    app.post("/customers/:id/payment-methods", { schema: attachSchema, ...writing }, async (request, reply) => {
      const { id } = request.params;
      const answer = await attachPaymentMethod(dependencies, {
        merchantId: request.principal.merchantId,
        customerId: id,
        ...request.body,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: `/api/v1/customers/${id}/payment-methods`, body: request.body },
      });
      return sendIdempotentAnswer(reply, answer);
    });

    app.get("/customers/:id/payment-methods", { schema: listSchema, ...reading }, async (request) => {
      const { merchantId } = request.principal;
      const wanted = { merchantId, customer: request.params.id, query: request.query };
      const { data, nextCursor } = await listPaymentMethods(customers, wanted);
      return { data: data.map(presentStoredMethod), nextCursor };
    });

    app.get("/payment-methods/:id", { schema: getSchema, ...reading }, async (request) =>
      presentStoredMethod(await getPaymentMethod(customers, request.principal.merchantId, request.params.id)),
    );

    app.delete("/payment-methods/:id", { schema: detachSchema, ...writing }, async (request, reply) => {
      await detachPaymentMethod(customers, request.principal.merchantId, request.params.id);
      return reply.code(204).send(null);
    });
  };
}
