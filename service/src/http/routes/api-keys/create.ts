import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ALL_API_KEY_SCOPES, API_KEY_KINDS } from "../../../domain/api-key.ts";
import type { ApiKeyStore } from "../../../usecases/access-ports.ts";
import { createApiKey } from "../../../usecases/create-api-key.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { newApiKeySchema, presentApiKey } from "./api-key-schema.ts";

const schema = {
  summary: "Create an API key",
  description:
    "The answer is the only one that has the key. Send it as a Bearer token. Without `scopes` it may do what its kind allows.",
  tags: ["api keys"],
  security: [{ bearer: [] }],
  body: z.strictObject({
    kind: z.enum(API_KEY_KINDS).default("secret"),
    name: storableText(z.string().min(1).max(100)).meta({ examples: ["Shop server"] }),
    scopes: z
      .array(z.enum(ALL_API_KEY_SCOPES))
      .max(ALL_API_KEY_SCOPES.length)
      .optional()
      .meta({ examples: [["payments:read", "payments:write"]] }),
  }),
  response: { 201: newApiKeySchema, ...commonErrors },
};

export function createApiKeyRoute(keys: ApiKeyStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/api-keys", { schema, onRequest: requirePermission("api_keys:write") }, async (request, reply) => {
      const { kind, name, scopes } = request.body;
      const { key, secret } = await createApiKey(keys, { caller: request.principal, kind, name, scopes });
      return reply.code(201).send({ ...presentApiKey(key), key: secret });
    });
  };
}
