import { createApprovalStore } from "./postgres/approval-store.ts";
import type { Database } from "./postgres/database.ts";
import type { ApprovalDependencies } from "./usecases/decide-approval.ts";
import { payoutExecutor } from "./usecases/payout-approval.ts";
import type { PayoutStore } from "./usecases/payout-ports.ts";
import type { OperationDependencies } from "./usecases/perform-operation.ts";
import { refundExecutor } from "./usecases/refund-approval.ts";

/** What may need a second person, and how it is done once that person agrees. */
export function createApprovals(
  database: Database,
  operations: OperationDependencies,
  payouts: PayoutStore,
  payoutHoldSeconds: number,
): ApprovalDependencies {
  return {
    approvals: createApprovalStore(database),
    executors: { refund: refundExecutor(operations), payout: payoutExecutor(payouts, payoutHoldSeconds) },
  };
}
