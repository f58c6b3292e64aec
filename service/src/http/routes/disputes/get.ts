import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { DisputeStore } from "../../../usecases/dispute-ports.ts";
import { getDispute } from "../../../usecases/disputes.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { disputeParams, disputeSchema, presentDispute } from "./dispute-schema.ts";

const schema = {
  summary: "Get a dispute",
  tags: ["disputes"],
  security: [{ bearer: [] }],
  params: disputeParams,
  response: { 200: disputeSchema, ...commonErrors, 404: errorSchema.describe("The merchant has no such dispute.") },
};

export function getDisputeRoute(disputes: DisputeStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/disputes/:id", { schema, onRequest: requirePermission("payments:read") }, async (request) =>
      presentDispute(await getDispute(disputes, request.principal.merchantId, request.params.id)),
    );
  };
}
