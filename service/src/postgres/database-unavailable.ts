import { ServiceError } from "../domain/errors.ts";

export function databaseUnavailable(cause: unknown): ServiceError {
  return new ServiceError(
    "database_unavailable",
    "The database did not answer in time, so the outcome is unknown; repeat the request with the same Idempotency-Key.",
    { cause, retryAfterSeconds: 1 },
  );
}

export function overloaded(cause?: unknown): ServiceError {
  return new ServiceError("overloaded", "Too many requests are waiting; repeat the request in a second.", {
    cause,
    retryAfterSeconds: 1,
  });
}
