import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ROLES } from "../../../domain/access.ts";
import { USER_STATUSES } from "../../../domain/user.ts";
import type { UserStore } from "../../../usecases/access-ports.ts";
import { changeUser } from "../../../usecases/change-user.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { presentUser, userParams, userSchema } from "./user-schema.ts";

const schema = {
  summary: "Change a user's role, or disable or enable a user",
  description:
    "What is left out stays. A user who is disabled can't log in or refresh; access tokens that were given out expire " +
    "within a quarter of an hour, and with them the former role.",
  tags: ["users"],
  security: [{ bearer: [] }],
  params: userParams,
  body: z.strictObject({
    role: z
      .enum(ROLES)
      .optional()
      .meta({ examples: ["viewer"] }),
    status: z.enum(USER_STATUSES).optional(),
  }),
  response: {
    200: userSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such user."),
    409: errorSchema.describe("It is the merchant's last active admin."),
  },
};

export function changeUserRoute(users: UserStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.patch("/users/:id", { schema, onRequest: requirePermission("users:write") }, async (request) =>
      presentUser(await changeUser(users, request.principal.merchantId, request.params.id, request.body)),
    );
  };
}
