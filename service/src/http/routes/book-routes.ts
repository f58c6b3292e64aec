import type { FastifyInstance } from "fastify";
import type { Books } from "../../usecases/ledger-ports.ts";
import { statementRoute } from "./ledger/statement.ts";
import { trialBalanceRoute } from "./ledger/trial-balance.ts";
import { feePlansRoute } from "./settlements/fee-plans.ts";
import { getSettlementRoute } from "./settlements/get.ts";
import { settlementLinesRoute } from "./settlements/lines.ts";
import { listSettlementsRoute } from "./settlements/list.ts";

/** The merchant's accounts. */
export async function registerBookRoutes(api: FastifyInstance, { ledger, settlements }: Books): Promise<void> {
  await api.register(trialBalanceRoute(ledger));
  await api.register(statementRoute(ledger));
  await api.register(listSettlementsRoute(settlements));
  await api.register(getSettlementRoute(settlements));
  await api.register(settlementLinesRoute(settlements));
  await api.register(feePlansRoute(settlements));
}
