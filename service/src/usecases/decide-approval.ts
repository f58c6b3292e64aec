import type { Caller } from "../domain/access.ts";
import { approvalId, type Approval, type ApprovalKind } from "../domain/approval.ts";
import { ServiceError, type ServiceErrorCode } from "../domain/errors.ts";
import type { ApprovalExecutor, ApprovalStore } from "./approval-ports.ts";

export interface ApprovalDependencies {
  readonly approvals: ApprovalStore;
  readonly executors: Partial<Readonly<Record<ApprovalKind, ApprovalExecutor>>>;
}

/** Their outcome is not known; all other errors say that the thing can't be done. */
const UNSETTLED: ReadonlySet<ServiceErrorCode> = new Set([
  "database_unavailable",
  "overloaded",
  "idempotency_key_in_flight",
  "payment_busy",
  "provider_unavailable",
  "internal_error",
]);

/**
 * Consents to what another user asked for, and does it. If the process dies in between, or the outcome stays unknown,
 * it is done by a later call or by the job, exactly once.
 * Throws `approval_not_found`, `approval_own`, `approval_decided`.
 */
export async function approve(dependencies: ApprovalDependencies, caller: Caller, publicId: string): Promise<Approval> {
  const approval = await decide(dependencies.approvals, caller, { publicId, status: "approved" });
  await executeApproval(dependencies, approval);
  return getApproval(dependencies.approvals, caller.merchantId, publicId);
}

/** Throws `approval_not_found`, `approval_own`, `approval_decided`. */
export async function reject(approvals: ApprovalStore, caller: Caller, publicId: string): Promise<Approval> {
  return decide(approvals, caller, { publicId, status: "rejected" });
}

/** Throws `approval_not_found`. */
export async function getApproval(approvals: ApprovalStore, merchantId: string, publicId: string): Promise<Approval> {
  const id = approvalId.parse(publicId);
  const approval = id === undefined ? undefined : await approvals.find(merchantId, id);
  if (!approval) {
    throw new ServiceError("approval_not_found", "There is no approval with this id; check the id.", { param: "id" });
  }
  return approval;
}

/** Does what was approved, unless it is done; leaves it for later if its outcome is not known. */
export async function executeApproval(
  { approvals, executors }: ApprovalDependencies,
  approval: Approval,
): Promise<void> {
  const execute = executors[approval.kind];
  if (approval.status !== "approved" || !execute) return;
  let answer: string;
  try {
    answer = await execute(approval);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (UNSETTLED.has(error.code)) return;
    const { code, message } = error;
    return approvals.finish(approval, "failed", JSON.stringify({ code, message }));
  }
  await approvals.finish(approval, "executed", answer);
}

async function decide(
  approvals: ApprovalStore,
  { merchantId, userId }: Caller,
  { publicId, status }: { publicId: string; status: "approved" | "rejected" },
): Promise<Approval> {
  const { id, madeBy } = await getApproval(approvals, merchantId, publicId);
  if (madeBy === userId) {
    throw new ServiceError("approval_own", "Whoever asked for it can't decide; ask another user to.", { param: "id" });
  }
  await approvals.decide({ merchantId, approvalId: id, status, userId, at: new Date() });
  const decided = await getApproval(approvals, merchantId, publicId);
  // The same decision of the same user again is what a repeated request is.
  const isSame = decided.decidedBy === userId && (decided.status === "rejected") === (status === "rejected");
  if (!isSame) {
    throw new ServiceError("approval_decided", `It is ${decided.status} already; ask for it anew if need be.`, {
      param: "id",
    });
  }
  return decided;
}
