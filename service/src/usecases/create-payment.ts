import { requestHash, type IdempotentRequest, type StoredAnswer } from "../domain/idempotency.ts";
import { CAPTURE_ENTRY, postingsOf } from "../domain/ledger.ts";
import type { Money } from "../domain/money.ts";
import { newPayment, type CaptureMethod, type Payment } from "../domain/payment.ts";
import { uuidV7 } from "../domain/uuid.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import type { PaymentStore } from "./ports.ts";

export interface CreatePaymentCommand extends Money {
  readonly merchantId: string;
  readonly captureMethod: CaptureMethod;
  readonly description: string | null;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

export interface CreatePaymentDependencies {
  readonly payments: PaymentStore;
  /** The answer to the caller; stored with the payment, so that a replay gives the same bytes. */
  readonly render: (payment: Payment) => StoredAnswer;
}

/**
 * Creates a payment exactly once per idempotency key.
 * Throws `idempotency_key_reused`, `idempotency_key_in_flight`, `database_unavailable`, `overloaded`.
 */
export async function createPayment(
  { payments, render }: CreatePaymentDependencies,
  command: CreatePaymentCommand,
): Promise<IdempotentAnswer> {
  const { merchantId, captureMethod, amountMinor, currency, description, idempotencyKey } = command;
  const createdAt = new Date();
  const id = uuidV7(createdAt);
  const payment = newPayment({ id, merchantId, captureMethod, amountMinor, currency, description, createdAt });
  const outcome = await payments.create({
    payment,
    // An authorization moves no money, so it posts nothing.
    postings: payment.capturedMinor > 0 ? postingsOf(CAPTURE_ENTRY, payment.capturedMinor) : [],
    idempotencyKey,
    requestHash: requestHash(command.request),
    answer: render(payment),
  });
  switch (outcome.kind) {
    case "created":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
    case "in_flight":
      throw keyError(outcome.kind);
  }
}
