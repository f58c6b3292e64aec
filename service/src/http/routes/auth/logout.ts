import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { hashSecretToken } from "../../../domain/secret-token.ts";
import type { SessionStore } from "../../../usecases/access-ports.ts";
import { errorSchema } from "../../schemas.ts";
import { refreshTokenBody } from "./refresh.ts";

const schema = {
  summary: "Log out",
  description:
    "Ends the session that the refresh token belongs to. The answer is the same if there is none. An access token " +
    "that was given out stays good until it expires.",
  tags: ["auth"],
  body: refreshTokenBody,
  response: { 204: z.null().describe("There is no such session any more."), 400: errorSchema, 503: errorSchema },
};

export function logoutRoute(sessions: SessionStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/auth/logout", { schema, config: { public: true } }, async (request, reply) => {
      await sessions.end(hashSecretToken(request.body.refreshToken), new Date());
      return reply.code(204).send(null);
    });
  };
}
