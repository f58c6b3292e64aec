import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SettlementStore } from "../../../usecases/settlement-ports.ts";
import { listSettlementLines } from "../../../usecases/list-settlement-lines.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { settlementParams } from "./settlement-params.ts";
import { presentLine, settlementLineSchema } from "./settlement-schema.ts";

const schema = {
  summary: "List a settlement's lines",
  description: "The captures and refunds in it, each with its fee, in the order of the payments.",
  tags: ["settlements"],
  security: [{ bearer: [] }],
  params: settlementParams,
  querystring: z.strictObject(pageQuery),
  response: {
    200: pageSchema("SettlementLinePage", settlementLineSchema),
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such settlement."),
  },
};

export function settlementLinesRoute(settlements: SettlementStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/settlements/:id/lines", { schema, onRequest: requirePermission("ledger:read") }, async (request) => {
      const { merchantId } = request.principal;
      const { data, nextCursor } = await listSettlementLines(settlements, merchantId, request.params.id, request.query);
      return { data: data.map(presentLine), nextCursor };
    });
  };
}
