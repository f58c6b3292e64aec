import type { FastifyInstance } from "fastify";
import type { ApprovalStore } from "../../usecases/approval-ports.ts";
import type { Books } from "../../usecases/ledger-ports.ts";
import { reconcileRoute } from "./ledger/reconcile.ts";
import { statementRoute } from "./ledger/statement.ts";
import { trialBalanceRoute } from "./ledger/trial-balance.ts";
import { cancelPayoutRoute } from "./payouts/cancel.ts";
import { createPayoutRoute } from "./payouts/create.ts";
import { getPayoutRoute } from "./payouts/get.ts";
import { listPayoutsRoute } from "./payouts/list.ts";
import { feePlansRoute } from "./settlements/fee-plans.ts";
import { getSettlementRoute } from "./settlements/get.ts";
import { settlementLinesRoute } from "./settlements/lines.ts";
import { listSettlementsRoute } from "./settlements/list.ts";

/** The merchant's accounts. */
export async function registerBookRoutes(
  api: FastifyInstance,
  { ledger, settlements, payouts }: Books,
  approvals: ApprovalStore,
  payoutHoldSeconds: number,
): Promise<void> {
  await api.register(trialBalanceRoute(ledger));
  await api.register(statementRoute(ledger));
  await api.register(reconcileRoute(ledger));
  await api.register(listSettlementsRoute(settlements));
  await api.register(getSettlementRoute(settlements));
  await api.register(settlementLinesRoute(settlements));
  await api.register(feePlansRoute(settlements));
  await api.register(createPayoutRoute(payouts, approvals, payoutHoldSeconds));
  await api.register(listPayoutsRoute(payouts));
  await api.register(getPayoutRoute(payouts));
  await api.register(cancelPayoutRoute(payouts));
}
