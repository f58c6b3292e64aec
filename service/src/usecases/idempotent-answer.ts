import { ServiceError } from "../domain/errors.ts";
import type { StoredAnswer } from "../domain/idempotency.ts";

/** What a write with a key gives: the first answer, to the first request and to each repetition. */
export interface IdempotentAnswer {
  readonly answer: StoredAnswer;
  readonly replayed: boolean;
}

/** Why the key could not be taken, as `idempotency_key_reused` or `idempotency_key_in_flight`. */
export function keyError(kind: "key_reused" | "in_flight"): ServiceError {
  return kind === "key_reused"
    ? new ServiceError(
        "idempotency_key_reused",
        "This Idempotency-Key was used with another request; send the request with a new key.",
        { param: "Idempotency-Key" },
      )
    : new ServiceError(
        "idempotency_key_in_flight",
        "A request with this Idempotency-Key has not ended yet; repeat it with the same key in a second.",
        { param: "Idempotency-Key", retryAfterSeconds: 1 },
      );
}
