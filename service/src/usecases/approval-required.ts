import { ServiceError } from "../domain/errors.ts";

/** What was judged to need no consent needs it by now; it is not done, and the key is not used up. */
export function approvalRequired(): ServiceError {
  return new ServiceError(
    "approval_required",
    "This needs the consent of a second person by now; repeat the request with the same Idempotency-Key to ask for it.",
    { retryAfterSeconds: 1 },
  );
}
