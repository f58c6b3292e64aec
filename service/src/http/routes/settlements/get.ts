import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { SettlementStore } from "../../../usecases/settlement-ports.ts";
import { getSettlement } from "../../../usecases/settlements.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { settlementParams } from "./settlement-params.ts";
import { presentSettlement, settlementSchema } from "./settlement-schema.ts";

const schema = {
  summary: "Get a settlement",
  tags: ["settlements"],
  security: [{ bearer: [] }],
  params: settlementParams,
  response: {
    200: settlementSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such settlement."),
  },
};

export function getSettlementRoute(settlements: SettlementStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/settlements/:id", { schema, onRequest: requirePermission("ledger:read") }, async (request) =>
      presentSettlement(await getSettlement(settlements, request.principal.merchantId, request.params.id)),
    );
  };
}
