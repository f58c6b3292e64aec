import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { UserStore } from "../../../usecases/access-ports.ts";
import { getUser } from "../../../usecases/get-user.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { presentUser, userParams, userSchema } from "./user-schema.ts";

const schema = {
  summary: "Get a user",
  tags: ["users"],
  security: [{ bearer: [] }],
  params: userParams,
  response: { 200: userSchema, ...commonErrors, 404: errorSchema.describe("The merchant has no such user.") },
};

export function getUserRoute(users: UserStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/users/:id", { schema, onRequest: requirePermission("users:read") }, async (request) =>
      presentUser(await getUser(users, request.principal.merchantId, request.params.id)),
    );
  };
}
