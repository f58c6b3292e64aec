import { ServiceError } from "../domain/errors.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { PAYMENT_CHANGES, REFUNDS_MAX, type PaymentChange } from "../domain/payment-changes.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import type { PaymentStatus } from "../domain/payment.ts";
import { uuidV7 } from "../domain/uuid.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import { paymentNotFound } from "./payment-not-found.ts";
import type { PaymentStore } from "./ports.ts";

export interface ChangePaymentCommand {
  readonly change: PaymentChange;
  readonly merchantId: string;
  /** As callers write it. */
  readonly paymentId: string;
  /** Null for all that is left to capture or refund; a void is always of all. */
  readonly amountMinor: number | null;
  /** Of a refund. */
  readonly reason: string | null;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
  /** HTTP status of the answer when the change is made. */
  readonly answerStatus: number;
}

/**
 * Captures, voids or refunds exactly once per idempotency key. A request that is refused uses up no key.
 * Throws `payment_not_found`, `payment_state_invalid`, `amount_too_large`, `too_many_refunds`,
 * `idempotency_key_reused`, `idempotency_key_in_flight`, `database_unavailable`, `overloaded`.
 */
export async function changePayment(payments: PaymentStore, command: ChangePaymentCommand): Promise<IdempotentAnswer> {
  const paymentId = parsePaymentId(command.paymentId);
  if (paymentId === undefined) throw paymentNotFound();
  const at = new Date();
  const { change, merchantId, amountMinor, reason, idempotencyKey, answerStatus } = command;
  const outcome = await payments.change({
    id: uuidV7(at),
    change,
    rule: PAYMENT_CHANGES[change],
    merchantId,
    paymentId,
    amountMinor,
    reason,
    at,
    idempotencyKey,
    requestHash: requestHash(command.request),
    answerStatus,
  });
  switch (outcome.kind) {
    case "done":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
    case "in_flight":
      throw keyError(outcome.kind);
    case "not_found":
      throw paymentNotFound();
    case "state_invalid":
      throw stateInvalid(change, outcome.status);
    case "amount_too_large":
      throw amountTooLarge(change, outcome.availableMinor);
    case "too_many_refunds":
      throw new ServiceError(
        "too_many_refunds",
        `The payment has ${REFUNDS_MAX} refunds already, and no payment may have more; pay the rest back in another way.`,
        { param: "id" },
      );
  }
}

const PARTICIPLES: Readonly<Record<PaymentChange, string>> = {
  capture: "captured",
  void: "voided",
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
