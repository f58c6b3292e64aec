import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { answerDispute } from "../../../usecases/answer-dispute.ts";
import type { DisputeDependencies } from "../../../usecases/dispute-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { disputeParams, disputeSchema, presentDispute } from "./dispute-schema.ts";

const schema = {
  summary: "Accept a dispute",
  description: "Gives the money up: the dispute is `lost`. Accepting it again changes nothing.",
  tags: ["disputes"],
  security: [{ bearer: [] }],
  params: disputeParams,
  response: {
    200: disputeSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such dispute."),
    409: errorSchema.describe("It was answered before, or is being answered."),
  },
};

export function acceptDisputeRoute(deps: DisputeDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/disputes/:id/accept", { schema, onRequest: requirePermission("disputes:write") }, async (request) => {
      const { merchantId } = request.principal;
      return presentDispute(await answerDispute(deps, { merchantId, id: request.params.id, evidence: null }));
    });
  };
}
