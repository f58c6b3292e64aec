import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CustomerStore } from "../../../usecases/customer-ports.ts";
import { changeCustomer, createCustomer, deleteCustomer } from "../../../usecases/customers.ts";
import { idempotencyHeaders, sendIdempotentAnswer } from "../../idempotent-write.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { metadataMembers, metadataSchema } from "../payments/term-schemas.ts";
import { customerMembers, customerParams, customerSchema, presentCustomer } from "./customer-schema.ts";

const common = { tags: ["customers"], security: [{ bearer: [] }] };
const notFound = errorSchema.describe("The merchant has no such customer.");

const createSchema = {
  ...common,
  summary: "Create a customer",
  description: "Nothing is needed. A repetition with the same key gives the first answer.",
  headers: idempotencyHeaders,
  body: z.strictObject({
    name: customerMembers.name.default(null),
    email: customerMembers.email.default(null),
    description: customerMembers.description.default(null),
    metadata: metadataSchema,
  }),
  response: {
    201: customerSchema,
    ...commonErrors,
    409: errorSchema.describe("A request with this key has not ended yet."),
    422: errorSchema.describe("The key was used with another request."),
  },
};

const changeSchema = {
  ...common,
  summary: "Change a customer",
  description: "What is left out stays, null clears, and `metadata` replaces all of it.",
  params: customerParams,
  body: z.strictObject({
    name: customerMembers.name.optional(),
    email: customerMembers.email.optional(),
    description: customerMembers.description.optional(),
    metadata: metadataMembers.optional(),
    defaultPaymentMethodId: z
      .string()
      .nullable()
      .optional()
      .meta({ examples: ["pmt_01932c07209070008000000000000008"] }),
  }),
  response: {
    200: customerSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such customer, or the customer no such payment method."),
  },
};

const deleteSchema = {
  ...common,
  summary: "Delete a customer",
  description:
    "Name, email, description and metadata are erased, also from answers that a repeated request would get, and payment " +
    "methods detached. Payments and their `customerId` stay.",
  params: customerParams,
  response: { 204: z.null().describe("It is gone."), ...commonErrors, 404: notFound },
};

export function customerWrites(customers: CustomerStore): FastifyPluginAsyncZod {
  return async (app) => {
    const onRequest = requirePermission("customers:write");
    app.post("/customers", { schema: createSchema, onRequest, preValidation: optionalBody }, async (request, reply) => {
      const answer = await createCustomer(customers, {
        merchantId: request.principal.merchantId,
        ...request.body,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: "/api/v1/customers", body: request.body },
      });
      return sendIdempotentAnswer(reply, answer);
    });

    app.patch("/customers/:id", { schema: changeSchema, onRequest }, async (request) => {
      const { merchantId } = request.principal;
      const command = { merchantId, publicId: request.params.id, change: request.body };
      return presentCustomer(await changeCustomer(customers, command));
    });

    app.delete("/customers/:id", { schema: deleteSchema, onRequest }, async (request, reply) => {
      await deleteCustomer(customers, request.principal.merchantId, request.params.id);
      return reply.code(204).send(null);
    });
  };
}
