import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { APPROVAL_KINDS, type ApprovalRule } from "../../../domain/approval.ts";
import { ServiceError } from "../../../domain/errors.ts";
import { AMOUNT_MINOR_MAX } from "../../../domain/money.ts";
import type { ApprovalStore } from "../../../usecases/approval-ports.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { currencySchema } from "../payments/term-schemas.ts";

const RULES_MAX = 100;

const rule = {
  kind: z.enum(APPROVAL_KINDS),
  aboveMinor: z
    .int()
    .min(0)
    .max(AMOUNT_MINOR_MAX)
    .meta({ examples: [100_000] }),
};
const rulesSchema = z
  .object({ data: z.array(z.object({ ...rule, currency: z.string() })) })
  .meta({ id: "ApprovalRules", examples: [{ data: [{ kind: "refund", aboveMinor: 100_000, currency: "EUR" }] }] });

const common = {
  tags: ["approvals"],
  security: [{ bearer: [] }],
  response: { 200: rulesSchema, ...commonErrors },
};

const getSchema = { ...common, summary: "Get the approval rules" };
const setSchema = {
  ...common,
  summary: "Set the approval rules",
  description:
    "Above which amount a refund needs the consent of a second user, for each currency. All refunds of a payment count " +
    "together. What has no rule needs no consent. Takes the place of all rules.",
  body: z.strictObject({
    data: z
      .array(
        z.strictObject({
          ...rule,
          currency: currencySchema,
        }),
      )
      .max(RULES_MAX)
      .meta({ examples: [[{ kind: "refund", aboveMinor: 100_000, currency: "EUR" }]] }),
  }),
};

export function approvalRuleRoutes(approvals: ApprovalStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/approval-rules",
      { schema: getSchema, onRequest: requirePermission("approvals:read") },
      async (request) => ({
        data: (await approvals.rules(request.principal.merchantId)).map(presentRule),
      }),
    );

    app.put(
      "/approval-rules",
      { schema: setSchema, onRequest: requirePermission("merchant:write") },
      async (request) => {
        const { data } = request.body;
        if (new Set(data.map(({ kind, currency }) => `${kind} ${currency}`)).size < data.length) {
          throw new ServiceError("request_invalid", "Give one rule for each kind and currency.", { param: "data" });
        }
        await approvals.setRules(request.principal.merchantId, data);
        return { data: (await approvals.rules(request.principal.merchantId)).map(presentRule) };
      },
    );
  };
}

const presentRule = ({ kind, aboveMinor, currency }: ApprovalRule): ApprovalRule => ({ kind, aboveMinor, currency });
