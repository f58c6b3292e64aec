import type { FastifyInstance } from "fastify";
import type { Books } from "../../usecases/ledger-ports.ts";
import { statementRoute } from "./ledger/statement.ts";
import { trialBalanceRoute } from "./ledger/trial-balance.ts";

/** The merchant's accounts. */
export async function registerBookRoutes(api: FastifyInstance, { ledger }: Books): Promise<void> {
  await api.register(trialBalanceRoute(ledger));
  await api.register(statementRoute(ledger));
}
