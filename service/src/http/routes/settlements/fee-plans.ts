import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SettlementStore } from "../../../usecases/settlement-ports.ts";
import { listSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";

const feePlanSchema = z
  .object({ currency: z.string(), basisPoints: z.int().min(0), fixedMinor: z.int().min(0) })
  .meta({ id: "FeePlan", examples: [{ currency: "EUR", basisPoints: 290, fixedMinor: 30 }] });

const schema = {
  summary: "List fee plans",
  description:
    "What a capture costs when it is settled: so many hundredths of a percent and a fixed amount, at most the capture. " +
    "In a currency that is not listed there are no fees.",
  tags: ["settlements"],
  security: [{ bearer: [] }],
  response: { 200: listSchema("FeePlanList", feePlanSchema), ...commonErrors },
};

export function feePlansRoute(settlements: SettlementStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/fee-plans", { schema, onRequest: requirePermission("ledger:read") }, async (request) => ({
      data: [...(await settlements.feePlans(request.principal.merchantId))],
    }));
  };
}
