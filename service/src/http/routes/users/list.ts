import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { userId } from "../../../domain/user.ts";
import type { UserStore } from "../../../usecases/access-ports.ts";
import { readPage } from "../../../usecases/page.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { presentUser, userSchema } from "./user-schema.ts";

const schema = {
  summary: "List users",
  description: "Newest first.",
  tags: ["users"],
  security: [{ bearer: [] }],
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("UserPage", userSchema), ...commonErrors },
};

export function listUsersRoute(users: UserStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/users", { schema, onRequest: requirePermission("users:read") }, async (request) => {
      const { data, nextCursor } = await readPage(userId, request.query, (page) =>
        users.list(request.principal.merchantId, page),
      );
      return { data: data.map(presentUser), nextCursor };
    });
  };
}
