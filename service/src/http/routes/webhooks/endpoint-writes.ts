import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { SECRET_OVERLAP_SECONDS, WEBHOOK_ENDPOINT_STATUSES } from "../../../domain/webhook.ts";
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  type WebhookDependencies,
} from "../../../usecases/manage-webhook-endpoints.ts";
import { optionalBody } from "../../optional-body.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { endpointMembers, endpointSchema, newEndpointSchema, presentEndpoint } from "./webhook-schemas.ts";

const common = { tags: ["webhooks"], security: [{ bearer: [] }] };
const params = z.object({ id: z.string().meta({ examples: ["we_01932c07209070008000000000000003"] }) });
const notFound = errorSchema.describe("The merchant has no such webhook endpoint.");

const createSchema = {
  ...common,
  summary: "Create a webhook endpoint",
  description:
    "Events are sent there as POST requests with a JSON body and the header `Payment-Signature: t=<seconds>,v1=<hex>`, " +
    "where each `v1` is the HMAC-SHA256 of `<t>.<body>` with a secret that is in force. Refuse what is more than 300 s " +
    "old. Any answer but 2xx within 10 s is repeated for three days, ever less often; an event may come twice, so " +
    "remember its `id`. Without `eventTypes` all are sent. With `ordered` the events of a payment, its disputes among " +
    "them, or of a payout come one after the other. The answer is the only one that has the secret.",
  body: z.strictObject({
    url: endpointMembers.url,
    eventTypes: endpointMembers.eventTypes.default([]),
    ordered: endpointMembers.ordered.default(false),
  }),
  response: { 201: newEndpointSchema, ...commonErrors },
};

const changeSchema = {
  ...common,
  summary: "Change a webhook endpoint",
  description: "What is left out stays. Events that come while it is disabled are not sent later.",
  params,
  body: z.strictObject({
    url: endpointMembers.url.optional(),
    eventTypes: endpointMembers.eventTypes.optional(),
    ordered: endpointMembers.ordered.optional(),
    status: z.enum(WEBHOOK_ENDPOINT_STATUSES).optional(),
  }),
  response: { 200: endpointSchema, ...commonErrors, 404: notFound },
};

const deleteSchema = {
  ...common,
  summary: "Delete a webhook endpoint",
  params,
  response: { 204: z.null().describe("It is gone."), ...commonErrors, 404: notFound },
};

const rotateSchema = {
  ...common,
  summary: "Make a new signing secret",
  description:
    "The ones before go on signing beside it for `overlapSeconds`, a day unless told. The body may be left out.",
  params,
  body: z.strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(7 * SECRET_OVERLAP_SECONDS)
      .default(SECRET_OVERLAP_SECONDS)
      .meta({ examples: [3_600] }),
  }),
  response: {
    201: z.object({ secret: z.string() }).meta({ id: "NewWebhookSecret", examples: [{ secret: "whsec_…" }] }),
    ...commonErrors,
    404: notFound,
  },
};

export function webhookEndpointWrites(dependencies: WebhookDependencies): FastifyPluginAsyncZod {
  const { webhooks } = dependencies;
  return async (app) => {
    const onRequest = requirePermission("webhooks:write");
    app.post("/webhook-endpoints", { schema: createSchema, onRequest }, async (request, reply) => {
      const { merchantId } = request.principal;
      const { endpoint, secret } = await createWebhookEndpoint(dependencies, { merchantId, ...request.body });
      return reply.code(201).send({ ...presentEndpoint(endpoint), secret });
    });

    app.patch("/webhook-endpoints/:id", { schema: changeSchema, onRequest }, async (request) => {
      const { merchantId } = request.principal;
      const command = { merchantId, publicId: request.params.id, change: request.body };
      return presentEndpoint(await changeWebhookEndpoint(dependencies, command));
    });

    app.delete("/webhook-endpoints/:id", { schema: deleteSchema, onRequest }, async (request, reply) => {
      await deleteWebhookEndpoint(webhooks, request.principal.merchantId, request.params.id);
      return reply.code(204).send(null);
    });

    const hooks = { onRequest, preValidation: optionalBody };
    app.post("/webhook-endpoints/:id/secrets", { schema: rotateSchema, ...hooks }, async (request, reply) => {
      const { merchantId } = request.principal;
      const { overlapSeconds } = request.body;
      const secret = await rotateWebhookSecret(webhooks, { merchantId, publicId: request.params.id, overlapSeconds });
      return reply.code(201).send({ secret });
    });
  };
}
