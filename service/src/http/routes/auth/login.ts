import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { logIn } from "../../../usecases/log-in.ts";
import type { UserDirectory } from "../../../usecases/ports.ts";
import { LoginLimit } from "../../login-limit.ts";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "../../plugins/authentication.ts";
import { errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";

const schema = {
  summary: "Log in",
  tags: ["auth"],
  body: z.strictObject({ email: storableText(z.email().max(254)), password: z.string().min(1).max(256) }),
  response: {
    200: z
      .object({ accessToken: z.string(), tokenType: z.literal("Bearer"), expiresIn: z.int() })
      .meta({ id: "AccessToken" }),
    400: errorSchema,
    401: errorSchema.describe("Email and password don't match."),
    429: errorSchema,
    503: errorSchema,
  },
};

export function loginRoute(users: UserDirectory): FastifyPluginAsyncZod {
  const limit = new LoginLimit();
  return async (app) => {
    app.post("/auth/login", { schema }, async (request) => {
      const caller = `${request.ip} ${request.body.email.toLowerCase()}`;
      const principal = await limit.run(caller, () => logIn(users, request.body));
      return {
        accessToken: signAccessToken(app, principal),
        tokenType: "Bearer" as const,
        expiresIn: ACCESS_TOKEN_SECONDS,
      };
    });
  };
}
