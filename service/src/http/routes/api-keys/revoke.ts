import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiKeyStore } from "../../../usecases/access-ports.ts";
import { revokeApiKey } from "../../../usecases/get-api-key.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { apiKeySchema, presentApiKey } from "./api-key-schema.ts";

const schema = {
  summary: "Revoke an API key",
  description: "For good. Within two seconds it opens nothing any more.",
  tags: ["api keys"],
  security: [{ bearer: [] }],
  params: z.object({ id: z.string().meta({ examples: ["key_01932c07209070008000000000000003"] }) }),
  response: { 200: apiKeySchema, ...commonErrors, 404: errorSchema.describe("The merchant has no such API key.") },
};

export function revokeApiKeyRoute(keys: ApiKeyStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.delete("/api-keys/:id", { schema, onRequest: requirePermission("api_keys:write") }, async (request) =>
      presentApiKey(await revokeApiKey(keys, request.principal.merchantId, request.params.id)),
    );
  };
}
