import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SessionStore, UserStore } from "../../../usecases/access-ports.ts";
import { beginSession } from "../../../usecases/begin-session.ts";
import { logIn } from "../../../usecases/log-in.ts";
import type { AccessTokens } from "../../access-tokens.ts";
import { LoginLimit } from "../../login-limit.ts";
import { errorSchema } from "../../schemas.ts";
import { emailSchema } from "../../email.ts";
import { presentTokens, tokenSchema } from "./token-schema.ts";

const schema = {
  summary: "Log in",
  description:
    "Begins a session. The access token is good for a quarter of an hour; exchange the refresh token for the next one.",
  tags: ["auth"],
  body: z.strictObject({
    email: emailSchema.meta({ examples: ["demo@payment-system.test"] }),
    password: z
      .string()
      .min(1)
      .max(256)
      .meta({ examples: ["correct horse battery"] }),
  }),
  response: {
    200: tokenSchema,
    400: errorSchema,
    401: errorSchema.describe("Email and password don't match."),
    429: errorSchema,
    503: errorSchema,
  },
};

export function loginRoute(users: UserStore, sessions: SessionStore, tokens: AccessTokens): FastifyPluginAsyncZod {
  const limit = new LoginLimit();
  return async (app) => {
    app.post("/auth/login", { schema, config: { public: true } }, async (request) => {
      const caller = `${request.ip} ${request.body.email.toLowerCase()}`;
      const principal = await limit.run(caller, () => logIn(users, request.body));
      return presentTokens(tokens, principal, await beginSession(sessions, principal));
    });
  };
}
