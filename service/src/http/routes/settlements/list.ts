import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { settlementId } from "../../../domain/settlement.ts";
import { readPage } from "../../../usecases/page.ts";
import type { SettlementStore } from "../../../usecases/settlement-ports.ts";
import { pageQuery, pageSchema } from "../../paging.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors } from "../../schemas.ts";
import { presentSettlement, settlementSchema } from "./settlement-schema.ts";

const schema = {
  summary: "List settlements",
  description: "What became available for payouts, newest first.",
  tags: ["settlements"],
  security: [{ bearer: [] }],
  querystring: z.strictObject(pageQuery),
  response: { 200: pageSchema("SettlementPage", settlementSchema), ...commonErrors },
};

export function listSettlementsRoute(settlements: SettlementStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/settlements", { schema, onRequest: requirePermission("ledger:read") }, async (request) => {
      const { data, nextCursor } = await readPage(settlementId, request.query, (page) =>
        settlements.list(request.principal.merchantId, page),
      );
      return { data: data.map(presentSettlement), nextCursor };
    });
  };
}
