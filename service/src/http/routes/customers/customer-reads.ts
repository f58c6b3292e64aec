import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { CustomerStore } from "../../../usecases/customer-ports.ts";
import { getCustomer, listCustomers } from "../../../usecases/customers.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { customerParams, customerSchema, presentCustomer } from "./customer-schema.ts";

const common = { tags: ["customers"], security: [{ bearer: [] }] };

const listSchema = {
  ...common,
  summary: "List customers",
  description: "Newest first; with `email` those that have exactly this one.",
  querystring: z.strictObject({
    ...pageQuery,
    email: storableText(z.string().max(254))
      .optional()
      .meta({ examples: ["ada@example.com"] }),
  }),
  response: { 200: pageSchema("CustomerPage", customerSchema), ...commonErrors },
};

const getSchema = {
  ...common,
  summary: "Get a customer",
  params: customerParams,
  response: { 200: customerSchema, ...commonErrors, 404: errorSchema.describe("The merchant has no such customer.") },
};

export function customerReads(customers: CustomerStore): FastifyPluginAsyncZod {
  return async (app) => {
    const onRequest = requirePermission("customers:read");
    app.get("/customers", { schema: listSchema, onRequest }, async (request) => {
      const { email, ...query } = request.query;
      const { merchantId } = request.principal;
      const { data, nextCursor } = await listCustomers(customers, { merchantId, query, filter: { email } });
      return { data: data.map(presentCustomer), nextCursor };
    });

    app.get("/customers/:id", { schema: getSchema, onRequest }, async (request) =>
      presentCustomer(await getCustomer(customers, request.principal.merchantId, request.params.id)),
    );
  };
}
