import { ServiceError } from "../domain/errors.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { PAYMENT_CHANGES, REFUNDS_MAX, type PaymentChange } from "../domain/payment-changes.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import type { PaymentStatus } from "../domain/payment.ts";
import { uuidV7 } from "../domain/uuid.ts";
import { approvalRequired } from "./approval-required.ts";
import type { IdempotentAnswer } from "./idempotent-answer.ts";
import type { Refusal } from "./operation-store.ts";
import { paymentNotFound } from "./payment-not-found.ts";
import { leaseMs, type OperationDependencies } from "./perform-operation.ts";
import { runOperation } from "./run-operation.ts";

export interface ChangePaymentCommand {
  readonly change: PaymentChange;
  readonly merchantId: string;
  /** As callers write it. */
  readonly paymentId: string;
  /** Null for all that is left to capture or refund; of nothing else. */
  readonly amountMinor?: number | null;
  /** Of a capture: false to capture more later. */
  readonly final?: boolean;
  /** Of a confirmation: instead of the one that the payment has. */
  readonly paymentMethod?: string | null;
  /** Of a refund. */
  readonly reason?: string | null;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
  /** HTTP status of the answer when the change is made. */
  readonly answerStatus: number;
}

/**
 * Confirms, captures, voids, cancels or refunds exactly once per idempotency key. A request that is refused uses up no key.
 * Throws `payment_not_found`, `payment_state_invalid`, `amount_too_large`, `too_many_refunds`, `payment_method_missing`,
 * `approval_required`, and what `runOperation` throws.
 */
export async function changePayment(
  deps: OperationDependencies,
  { change, request, ...command }: ChangePaymentCommand,
): Promise<IdempotentAnswer> {
  const paymentId = parsePaymentId(command.paymentId);
  if (paymentId === undefined) throw paymentNotFound();
  const at = new Date();
  const newChange = {
    ...PAYMENT_CHANGES[change],
    operationId: uuidV7(at),
    merchantId: command.merchantId,
    paymentId,
    amountMinor: command.amountMinor ?? null,
    final: command.final ?? true,
    paymentMethod: command.paymentMethod ?? null,
    reason: command.reason ?? null,
    idempotencyKey: command.idempotencyKey,
    requestHash: requestHash(request),
    answerStatus: command.answerStatus,
    provider: deps.provider.name,
    leaseMs: leaseMs(deps),
    at,
  };
  const changed = await runOperation(deps, () => deps.operations.change(newChange));
  if ("kind" in changed) throw refused(change, changed);
  return changed;
}

function refused(change: PaymentChange, refusal: Refusal): ServiceError {
  switch (refusal.kind) {
    case "not_found":
      return paymentNotFound();
    case "state_invalid":
      return stateInvalid(change, refusal.status);
    case "amount_too_large":
      return amountTooLarge(change, refusal.availableMinor);
    case "too_many_refunds":
      return new ServiceError(
        "too_many_refunds",
        `The payment has ${REFUNDS_MAX} refunds already, and no payment may have more; pay the rest back in another way.`,
        { param: "id" },
      );
    case "payment_method_missing":
      return new ServiceError("payment_method_missing", "The payment has no payment method; send a paymentMethod.", {
        param: "paymentMethod",
      });
    case "needs_approval":
      return approvalRequired();
  }
}

const PARTICIPLES: Readonly<Record<PaymentChange, string>> = {
  confirm: "confirmed",
  capture: "captured",
  void: "voided",
  cancel: "canceled",
  refund: "refunded",
};

function stateInvalid(change: PaymentChange, status: PaymentStatus): ServiceError {
  const legal = PAYMENT_CHANGES[change].from.join(" or ");
  return new ServiceError(
    "payment_state_invalid",
    `The payment has the status ${status}; only one with the status ${legal} can be ${PARTICIPLES[change]}.`,
    { param: "id" },
  );
}

function amountTooLarge(change: PaymentChange, availableMinor: number): ServiceError {
  const message =
    availableMinor === 0
      ? `Nothing is left that can be ${PARTICIPLES[change]}; the payment was refunded in full.`
      : `At most ${availableMinor} in minor units can be ${PARTICIPLES[change]}; send an amountMinor within that.`;
  return new ServiceError("amount_too_large", message, { param: "amountMinor" });
}
