import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { answerDispute } from "../../../usecases/answer-dispute.ts";
import type { DisputeDependencies } from "../../../usecases/dispute-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { disputeParams, disputeSchema, presentDispute } from "./dispute-schema.ts";

/** As long as Stripe's `uncategorized_text`. */
const EVIDENCE_LENGTH_MAX = 20_000;

const schema = {
  summary: "Submit evidence for a dispute",
  description:
    "Sends the merchant's evidence to the cardholder's bank, once and for all: afterwards the dispute is `under_review`. " +
    "Sending the same evidence again changes nothing.",
  tags: ["disputes"],
  security: [{ bearer: [] }],
  params: disputeParams,
  body: z.strictObject({
    text: storableText(z.string().min(1).max(EVIDENCE_LENGTH_MAX)).meta({
      examples: ["Delivered on 2026-11-20 and signed for by the cardholder."],
    }),
  }),
  response: {
    200: disputeSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such dispute."),
    409: errorSchema.describe("It takes no evidence any more, or is being answered."),
  },
};

export function submitEvidenceRoute(deps: DisputeDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/disputes/:id/evidence", { schema, onRequest: requirePermission("disputes:write") }, async (request) => {
      const { merchantId } = request.principal;
      return presentDispute(
        await answerDispute(deps, { merchantId, id: request.params.id, evidence: request.body.text }),
      );
    });
  };
}
