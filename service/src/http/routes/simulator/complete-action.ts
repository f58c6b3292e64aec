import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { completeAction, type CardholderActions } from "../../../usecases/complete-action.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { paymentParams } from "../payments/payment-params.ts";

const schema = {
  summary: "Play the cardholder",
  description:
    "Does what `nextAction` of a payment at the simulated provider asks of the cardholder, or fails at it. No money " +
    "moves until the payment is confirmed afterwards; a canceled payment asks for nothing any more.",
  tags: ["simulator"],
  security: [{ bearer: [] }],
  params: paymentParams,
  body: z.strictObject({ succeeds: z.boolean().meta({ examples: [true] }) }),
  response: {
    204: z.null(),
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such payment."),
    409: errorSchema.describe("Nothing is asked of the payment's cardholder."),
  },
};

export function completeActionRoute(actions: CardholderActions): FastifyPluginAsyncZod {
  return async (app) => {
    const hooks = { onRequest: requirePermission("payments:write") };
    app.post("/payments/:id/simulated-action", { schema, ...hooks }, async (request, reply) => {
      await completeAction(actions, request.principal.merchantId, request.params.id, request.body.succeeds);
      return reply.code(204).send(null);
    });
  };
}
