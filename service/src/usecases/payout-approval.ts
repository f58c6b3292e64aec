import { z } from "zod";
import type { Caller } from "../domain/access.ts";
import { approvalKey } from "../domain/approval.ts";
import type { IdempotentRequest } from "../domain/idempotency.ts";
import type { ApprovalExecutor, ApprovalStore } from "./approval-ports.ts";
import { createPayout } from "./create-payout.ts";
import type { Judged } from "./judge-and-perform.ts";
import type { PayoutStore } from "./payout-ports.ts";
import { knownApproval, requestApproval } from "./request-approval.ts";

export interface PayoutRequest {
  readonly caller: Caller;
  readonly currency: string;
  /** Null for all that is available. */
  readonly amountMinor: number | null;
  readonly description: string | null;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

const execution = z.object({ currency: z.string(), amountMinor: z.int(), description: z.string().nullable() });

/**
 * Whether a payout may be made at once: then `amountMinor` is what to pay out, null for all that is available. Otherwise
 * the approval that it waits for. Throws `idempotency_key_reused`.
 */
export async function approvePayout(
  approvals: ApprovalStore,
  payouts: PayoutStore,
  payout: PayoutRequest,
): Promise<Judged> {
  const { caller, currency, amountMinor, description, idempotencyKey, request } = payout;
  const { merchantId } = caller;
  const known = await knownApproval(approvals, { merchantId, idempotencyKey, request });
  if (known) return { approval: known };
  const judged = await payouts.judge(merchantId, { currency, amountMinor, idempotencyKey });
  if (!judged) return { amountMinor };
  if (!judged.needsApproval) return { amountMinor: judged.amountMinor };
  const approval = await requestApproval(approvals, {
    kind: "payout",
    caller,
    subject: `balance ${currency}`,
    execution: { currency, amountMinor: judged.amountMinor, description },
    amountMinor: judged.amountMinor,
    currency,
    idempotencyKey,
    request,
  });
  return { approval };
}

export function payoutExecutor(payouts: PayoutStore, holdSeconds: number): ApprovalExecutor {
  return async ({ id, merchantId, request }) => {
    const body = execution.parse(JSON.parse(request));
    const { answer } = await createPayout(payouts, {
      ...body,
      merchantId,
      holdSeconds,
      idempotencyKey: approvalKey(id),
      request: { method: "POST", path: "/api/v1/payouts", body },
    });
    return answer.body;
  };
}
