import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SessionStore } from "../../../usecases/access-ports.ts";
import { refreshSession } from "../../../usecases/refresh-session.ts";
import type { AccessTokens } from "../../access-tokens.ts";
import { errorSchema } from "../../schemas.ts";
import { presentTokens, tokenSchema } from "./token-schema.ts";

export const refreshTokenBody = z.strictObject({
  refreshToken: z
    .string()
    .min(1)
    .max(200)
    .meta({ examples: ["rt_01932c07209070008000000000000003_c2VjcmV0"] }),
});

const schema = {
  summary: "Refresh a session",
  description:
    "Gives a new access token and a new refresh token for the one that is sent, which is void from then on. If a void " +
    "one is sent, somebody else has it too, so the session is ended and the user must log in again.",
  tags: ["auth"],
  body: refreshTokenBody,
  response: {
    200: tokenSchema,
    400: errorSchema,
    401: errorSchema.describe("The session has ended."),
    503: errorSchema,
  },
};

export function refreshRoute(sessions: SessionStore, tokens: AccessTokens): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/auth/refresh", { schema, config: { public: true } }, async (request) => {
      const { principal, refreshToken } = await refreshSession(sessions, request.body.refreshToken);
      return presentTokens(tokens, principal, refreshToken);
    });
  };
}
