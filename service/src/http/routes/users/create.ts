import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ROLES } from "../../../domain/access.ts";
import type { UserStore } from "../../../usecases/access-ports.ts";
import { createUser } from "../../../usecases/create-user.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { emailSchema } from "../../email.ts";
import { storableText } from "../../storable-text.ts";
import { presentUser, userSchema } from "./user-schema.ts";

const PASSWORD_LENGTH_MIN = 12;

const schema = {
  summary: "Create a user",
  tags: ["users"],
  security: [{ bearer: [] }],
  body: z.strictObject({
    email: emailSchema,
    password: storableText(z.string().min(PASSWORD_LENGTH_MIN).max(256)).meta({ examples: ["correct horse battery"] }),
    role: z.enum(ROLES).meta({ examples: ["operator"] }),
  }),
  response: {
    201: userSchema,
    ...commonErrors,
    409: errorSchema.describe("There is a user with this email already."),
  },
};

export function createUserRoute(users: UserStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/users", { schema, onRequest: requirePermission("users:write") }, async (request, reply) => {
      const user = await createUser(users, { merchantId: request.principal.merchantId, ...request.body });
      return reply.code(201).send(presentUser(user));
    });
  };
}
