import { ServiceError } from "../domain/errors.ts";
import { requestHash, type IdempotentRequest, type StoredAnswer } from "../domain/idempotency.ts";
import { capturePostings } from "../domain/ledger.ts";
import type { Money } from "../domain/money.ts";
import { capturedPayment, type Payment } from "../domain/payment.ts";
import { uuidV7 } from "../domain/uuid.ts";
import type { PaymentStore } from "./ports.ts";

export interface CreatePaymentCommand extends Money {
  readonly merchantId: string;
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
): Promise<{ answer: StoredAnswer; replayed: boolean }> {
  const { merchantId, amountMinor, currency, description, idempotencyKey } = command;
  const createdAt = new Date();
  const payment = capturedPayment({ id: uuidV7(createdAt), merchantId, amountMinor, currency, description, createdAt });
  const outcome = await payments.create({
    payment,
    postings: capturePostings(payment),
    idempotencyKey,
    requestHash: requestHash(command.request),
    answer: render(payment),
  });
  switch (outcome.kind) {
    case "created":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
      throw new ServiceError(
        "idempotency_key_reused",
        "This Idempotency-Key was used with another request; send the request with a new key.",
        { param: "Idempotency-Key" },
      );
    case "in_flight":
      throw new ServiceError(
        "idempotency_key_in_flight",
        "A request with this Idempotency-Key has not ended yet; repeat it with the same key in a second.",
        { param: "Idempotency-Key", retryAfterSeconds: 1 },
      );
  }
}
