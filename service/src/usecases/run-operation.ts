import { setTimeout as sleep } from "node:timers/promises";
import { ServiceError } from "../domain/errors.ts";
import { keyError, type IdempotentAnswer } from "./idempotent-answer.ts";
import type { BeginOutcome, Refusal } from "./operation-store.ts";
import { performOperation, providerUnavailable, type OperationDependencies } from "./perform-operation.ts";

/** How long a request waits for another change of the same payment to end. */
const BUSY_MS_MAX = 2_000;
const BUSY_INTERVAL_MS = 20;

/**
 * Begins an operation, asks the provider and records its answer: exactly once per idempotency key. What was begun by a
 * request that never ended is completed. Gives a refusal if nothing was begun; the key is not used up then.
 * Throws `idempotency_key_reused`, `idempotency_key_in_flight`, `payment_busy`, `provider_unavailable`,
 * `database_unavailable`, `overloaded`.
 */
export async function runOperation(
  deps: OperationDependencies,
  begin: () => Promise<BeginOutcome>,
): Promise<IdempotentAnswer | Refusal> {
  const outcome = await beginWhenFree(begin);
  switch (outcome.kind) {
    case "done":
    case "replayed":
      return { answer: outcome.answer, replayed: outcome.kind === "replayed" };
    case "key_reused":
    case "in_flight":
      throw keyError(outcome.kind);
    case "busy":
      throw new ServiceError(
        "payment_busy",
        "Another change of this payment has not ended yet; repeat the request with the same Idempotency-Key.",
        { param: "id", retryAfterSeconds: 1 },
      );
    case "begun":
    case "resumed": {
      const performed = await performOperation(deps, outcome.operation);
      if (!performed?.answer) throw providerUnavailable();
      return { answer: performed.answer, replayed: false };
    }
    case "not_found":
    case "too_many_refunds":
    case "payment_method_missing":
    case "needs_approval":
    case "state_invalid":
    case "amount_too_large":
      return outcome;
  }
}

async function beginWhenFree(begin: () => Promise<BeginOutcome>): Promise<BeginOutcome> {
  const deadline = performance.now() + BUSY_MS_MAX;
  for (;;) {
    const outcome = await begin();
    if (outcome.kind !== "busy" || performance.now() >= deadline) return outcome;
    await sleep(BUSY_INTERVAL_MS);
  }
}
