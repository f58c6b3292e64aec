import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { SIGNATURE_HEADER } from "../../../domain/webhook-signature.ts";
import type { ProviderWebhookDependencies } from "../../../usecases/provider-webhook-ports.ts";
import { receiveProviderWebhook } from "../../../usecases/receive-provider-webhook.ts";
import { errorSchema } from "../../schemas.ts";

/** Stripe names its own; both have the same form. */
const HEADERS = ["stripe-signature", SIGNATURE_HEADER];

const schema = {
  summary: "Tell what happened at a provider",
  description:
    "For payment providers: a JSON event with `id` and `type`, signed as Stripe signs, at most 300 s ago. An event that " +
    "comes again is acknowledged and ignored; one that is `recorded` is acted on later.",
  tags: ["provider webhooks"],
  params: z.object({ provider: z.string().meta({ examples: ["simulator"] }) }),
  response: {
    200: z.object({ outcome: z.enum(["handled", "recorded", "duplicate"]) }).meta({
      id: "ProviderWebhookReceipt",
      examples: [{ outcome: "handled" }],
    }),
    400: errorSchema.describe("The signature is not the provider's or too old, or the body is no event."),
    503: errorSchema,
  },
};

export function providerWebhookRoute(dependencies: ProviderWebhookDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    // The signature covers the bytes, so nothing may parse them first. The parser is this plugin's alone.
    app.removeContentTypeParser("application/json");
    app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => done(null, body));
    const config = { public: true, signedBody: true };
    app.post("/provider-webhooks/:provider", { schema, config }, async (request) => {
      const signature = HEADERS.map((name) => request.headers[name]).find((value) => typeof value === "string") ?? "";
      const body = typeof request.body === "string" ? request.body : "";
      const { provider } = request.params;
      return { outcome: await receiveProviderWebhook(dependencies, { provider, signature: String(signature), body }) };
    });
  };
}
