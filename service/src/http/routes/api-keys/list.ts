import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { apiKeyId } from "../../../domain/api-key.ts";
import type { ApiKeyStore } from "../../../usecases/access-ports.ts";
import { readPage } from "../../../usecases/page.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { apiKeySchema, presentApiKey } from "./api-key-schema.ts";

const schema = {
  summary: "List API keys",
  description: "Newest first, with those that are revoked.",
  tags: ["api keys"],
  security: [{ bearer: [] }],
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("ApiKeyPage", apiKeySchema), ...commonErrors },
};

export function listApiKeysRoute(keys: ApiKeyStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/api-keys", { schema, onRequest: requirePermission("api_keys:read") }, async (request) => {
      const { data, nextCursor } = await readPage(apiKeyId, request.query, (page) =>
        keys.list(request.principal.merchantId, page),
      );
      return { data: data.map(presentApiKey), nextCursor };
    });
  };
}
