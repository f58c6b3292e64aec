import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { WEBHOOK_DELIVERY_STATES, webhookEndpointId } from "../../../domain/webhook.ts";
import { getWebhookEndpoint } from "../../../usecases/manage-webhook-endpoints.ts";
import { readPage } from "../../../usecases/page.ts";
import { listWebhookDeliveries } from "../../../usecases/webhook-deliveries.ts";
import type { WebhookStore } from "../../../usecases/webhook-ports.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { deliverySchema, endpointSchema, presentDelivery, presentEndpoint } from "./webhook-schemas.ts";

const common = { tags: ["webhooks"], security: [{ bearer: [] }] };
const params = z.object({ id: z.string().meta({ examples: ["we_01932c07209070008000000000000003"] }) });
const notFound = errorSchema.describe("The merchant has no such webhook endpoint.");

const listSchema = {
  ...common,
  summary: "List webhook endpoints",
  description: "Newest first.",
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("WebhookEndpointPage", endpointSchema), ...commonErrors },
};

const getSchema = {
  ...common,
  summary: "Get a webhook endpoint",
  params,
  response: { 200: endpointSchema, ...commonErrors, 404: notFound },
};

const deliveriesSchema = {
  ...common,
  summary: "List what an endpoint was sent or is to be sent",
  description: "Newest event first. The `dead` ones were given up on.",
  params,
  querystring: z.strictObject({ ...pageQuery, state: z.enum(WEBHOOK_DELIVERY_STATES).optional() }),
  response: { 200: pageSchema("WebhookDeliveryPage", deliverySchema), ...commonErrors, 404: notFound },
};

export function webhookEndpointReads(webhooks: WebhookStore): FastifyPluginAsyncZod {
  return async (app) => {
    const onRequest = requirePermission("webhooks:read");
    app.get("/webhook-endpoints", { schema: listSchema, onRequest }, async (request) => {
      const { data, nextCursor } = await readPage(webhookEndpointId, request.query, (page) =>
        webhooks.listEndpoints(request.principal.merchantId, page),
      );
      return { data: data.map(presentEndpoint), nextCursor };
    });

    app.get("/webhook-endpoints/:id", { schema: getSchema, onRequest }, async (request) =>
      presentEndpoint(await getWebhookEndpoint(webhooks, request.principal.merchantId, request.params.id)),
    );

    app.get("/webhook-endpoints/:id/deliveries", { schema: deliveriesSchema, onRequest }, async (request) => {
      const { state, ...query } = request.query;
      const { merchantId } = request.principal;
      const wanted = { merchantId, endpoint: request.params.id, query, filter: { state } };
      const { data, nextCursor } = await listWebhookDeliveries(webhooks, wanted);
      return { data: data.map(presentDelivery), nextCursor };
    });
  };
}
