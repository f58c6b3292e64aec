import { ServiceError } from "../domain/errors.ts";
import { requestHash, type IdempotentRequest } from "../domain/idempotency.ts";
import { uuidV7 } from "../domain/uuid.ts";
import { approvalRequired } from "./approval-required.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import type { PayoutStore } from "./payout-ports.ts";

export interface CreatePayoutCommand {
  readonly merchantId: string;
  readonly currency: string;
  /** Null for all that is available. */
  readonly amountMinor: number | null;
  readonly description: string | null;
  /** How long it can be canceled. */
  readonly holdSeconds: number;
  readonly idempotencyKey: string;
  readonly request: IdempotentRequest;
}

/**
 * Holds the amount and lets the payout be sent, once per idempotency key. A request that is refused uses up no key.
 * Throws `balance_insufficient`, `approval_required`, `idempotency_key_reused`, `idempotency_key_in_flight`, `database_unavailable`, `overloaded`.
 */
export async function createPayout(payouts: PayoutStore, command: CreatePayoutCommand): Promise<IdempotentAnswer> {
  const { holdSeconds, request, ...terms } = command;
  const at = new Date();
  const outcome = await payouts.create({
    ...terms,
    id: uuidV7(at),
    transferId: uuidV7(at),
    endTransferId: uuidV7(at),
    at,
    dueAt: new Date(at.getTime() + holdSeconds * 1_000),
    requestHash: requestHash(request),
    answerStatus: 201,
  });
  switch (outcome.kind) {
    case "done":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
    case "in_flight":
      throw keyError(outcome.kind);
    case "needs_approval":
      throw approvalRequired();
    case "amount_too_large":
      throw new ServiceError(
        "balance_insufficient",
        `${outcome.availableMinor} in minor units of ${command.currency} are available; send an amountMinor within that.`,
        { param: "amountMinor" },
      );
  }
}
