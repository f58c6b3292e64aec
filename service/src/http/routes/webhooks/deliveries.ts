import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { getWebhookDelivery, resendWebhook } from "../../../usecases/webhook-deliveries.ts";
import type { WebhookStore } from "../../../usecases/webhook-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { deliveryDetailSchema, presentDeliveryDetail } from "./webhook-schemas.ts";

const common = {
  tags: ["webhooks"],
  security: [{ bearer: [] }],
  params: z.object({ id: z.string().meta({ examples: ["whd_01932c07209070008000000000000003"] }) }),
  response: {
    200: deliveryDetailSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such webhook delivery."),
  },
};

const getSchema = { ...common, summary: "Get a webhook delivery with all its attempts" };
const resendSchema = {
  ...common,
  summary: "Send a webhook again",
  description: "At once, and then for three days until it is delivered; also one that was delivered or given up on.",
};

export function webhookDeliveryRoutes(webhooks: WebhookStore): FastifyPluginAsyncZod {
  return async (app) => {
    const read = requirePermission("webhooks:read");
    app.get("/webhook-deliveries/:id", { schema: getSchema, onRequest: read }, async (request) =>
      presentDeliveryDetail(await getWebhookDelivery(webhooks, request.principal.merchantId, request.params.id)),
    );

    const write = requirePermission("webhooks:write");
    app.post("/webhook-deliveries/:id/resend", { schema: resendSchema, onRequest: write }, async (request) =>
      presentDeliveryDetail(await resendWebhook(webhooks, request.principal.merchantId, request.params.id)),
    );
  };
}
