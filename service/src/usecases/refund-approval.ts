import { z } from "zod";
import type { Caller } from "../domain/access.ts";
import { approvalKey } from "../domain/approval.ts";
import { ServiceError } from "../domain/errors.ts";
import type { IdempotentRequest } from "../domain/idempotency.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import type { ApprovalExecutor, ApprovalStore } from "./approval-ports.ts";
import { changePayment } from "./change-payment.ts";
import type { Judged } from "./judge-and-perform.ts";
import type { OperationDependencies } from "./perform-operation.ts";
import { knownApproval, requestApproval } from "./request-approval.ts";

export interface RefundRequest {
  readonly caller: Caller;
  /** As callers write it. */
  readonly paymentId: string;
  readonly amountMinor: number | null;
  readonly reason: string | null;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

const execution = z.object({ paymentId: z.string(), amountMinor: z.int(), reason: z.string().nullable() });

/**
 * Whether a refund may be made at once: then `amountMinor` is what to refund, null for all that is left. Otherwise the
 * approval that it waits for. Throws `idempotency_key_reused`.
 */
export async function approveRefund(approvals: ApprovalStore, refund: RefundRequest): Promise<Judged> {
  const { caller, paymentId, amountMinor, reason, idempotencyKey, request } = refund;
  const id = parsePaymentId(paymentId);
  if (id === undefined) return { amountMinor };
  const { merchantId } = caller;
  const known = await knownApproval(approvals, { merchantId, idempotencyKey, request });
  if (known) return { approval: known };
  const judged = await approvals.judgeRefund(merchantId, { paymentId: id, amountMinor, idempotencyKey });
  if (!judged) return { amountMinor };
  if (!judged.needsApproval) return { amountMinor: judged.amountMinor };
  const approval = await requestApproval(approvals, {
    kind: "refund",
    caller,
    subject: paymentId,
    execution: { paymentId, amountMinor: judged.amountMinor, reason },
    amountMinor: judged.amountMinor,
    currency: judged.currency,
    idempotencyKey,
    request,
  });
  return { approval };
}

export function refundExecutor(operations: OperationDependencies): ApprovalExecutor {
  return async ({ id, merchantId, request }) => {
    const { paymentId, amountMinor, reason } = execution.parse(JSON.parse(request));
    const { answer } = await changePayment(operations, {
      change: "refund",
      merchantId,
      paymentId,
      amountMinor,
      reason,
      idempotencyKey: approvalKey(id),
      request: { method: "POST", path: `/api/v1/payments/${paymentId}/refunds`, body: { amountMinor, reason } },
      answerStatus: 201,
    });
    if (answer.status >= 400) throw declined(answer.body);
    return answer.body;
  };
}

const failure = z.object({ error: z.object({ message: z.string() }) });

/** What the provider refused for good, as it was told to whoever asked. */
function declined(body: string): ServiceError {
  return new ServiceError("card_declined", failure.parse(JSON.parse(body)).error.message);
}
