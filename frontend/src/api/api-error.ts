import type { ErrorBody } from "./schema.ts";

/**
 * What a failed request means for what it asked for. `refused`: it was not done. `unknown`: no answer says whether it
 * was done, so it must be repeated with the same Idempotency-Key or looked up. `signed-out`: it was not done, and
 * will not be before a new sign-in.
 */
export type FailureOutcome = "refused" | "unknown" | "signed-out";

export interface ApiErrorDetails {
  readonly outcome: FailureOutcome;
  /** The service's error code, or `no_answer` when none came. */
  readonly code: string;
  /** The request's field that is at fault. */
  readonly param?: string | undefined;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** A request that did not succeed; `message` is one sentence for the user. */
export class ApiError extends Error {
  readonly outcome: FailureOutcome;
  readonly code: string;
  readonly param: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, details: ApiErrorDetails, options?: ErrorOptions) {
    super(message, options);
    this.name = "ApiError";
    this.outcome = details.outcome;
    this.code = details.code;
    this.param = details.param;
    this.requestId = details.requestId;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }

  /** For an answer whose status is an error's, whatever its body is. */
  static fromResponse(response: Response, body: unknown): ApiError {
    const error = isErrorBody(body) ? body.error : undefined;
    const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
    return new ApiError(
      error?.message ?? `The server answered with status ${response.status}; try again in a moment.`,
      {
        outcome: outcomeOf(response.status, error?.code),
        code: error?.code ?? `http_${response.status}`,
        param: error?.param,
        requestId: error?.requestId ?? response.headers.get("x-request-id") ?? undefined,
        retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
      },
    );
  }

  /** For a request that got no answer: the network failed or the time was up. */
  static noAnswer(cause: unknown): ApiError {
    return new ApiError(
      "No answer came from the server; check your connection and try again.",
      { outcome: "unknown", code: "no_answer" },
      { cause },
    );
  }
}

function outcomeOf(status: number, code: string | undefined): FailureOutcome {
  if (code === "unauthenticated") return "signed-out";
  if (code === "idempotency_key_in_flight" || status === 408 || status >= 500) return "unknown";
  return "refused";
}

function isErrorBody(body: unknown): body is ErrorBody {
  return (
    typeof body === "object" &&
    body !== null &&
    "error" in body &&
    typeof body.error === "object" &&
    body.error !== null &&
    "message" in body.error &&
    typeof body.error.message === "string" &&
    "code" in body.error &&
    typeof body.error.code === "string"
  );
}
