import type { Outcome } from "../history/operation.ts";

/** How one attempt ended, from the client's side. */
export interface Answer {
  readonly outcome: Outcome;
  readonly paymentId: string | null;
  readonly replayed: boolean;
  readonly httpStatus: number | null;
  readonly code: string | null;
  /** Another attempt with the same key may end differently. */
  readonly retryable: boolean;
}

/** Statuses that say "not now": rate limited, in flight, token expired, or the request never arrived in full. */
const RETRYABLE_4XX = new Set([401, 408, 409, 425, 429]);

/** Whether another attempt with the same key may end otherwise than this one did; null stands for no answer. */
export function mayEndDifferently(httpStatus: number | null): boolean {
  return httpStatus === null || httpStatus >= 500 || RETRYABLE_4XX.has(httpStatus);
}

/**
 * Judges an HTTP answer to a create request. 2xx took effect. 4xx is a definite refusal of *this attempt*, except 408,
 * where the far side gave up on us. Everything else, 503 included, is `info`: a service whose database dies while the
 * commit is on its way can't know the outcome either, and a load balancer's 502 or 504 tells even less.
 */
export function answerOf(httpStatus: number, replayed: boolean, body: unknown): Answer {
  const common = { httpStatus, replayed, paymentId: null, code: errorCode(body) };
  if (httpStatus >= 200 && httpStatus < 300) {
    return { ...common, outcome: "ok", paymentId: textMember(body, "id"), retryable: false };
  }
  const retryable = mayEndDifferently(httpStatus);
  if (httpStatus >= 400 && httpStatus < 500 && httpStatus !== 408) return { ...common, outcome: "fail", retryable };
  return { ...common, outcome: "info", retryable: true };
}

/** Failures of which the platform guarantees that no byte of the request was sent. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "CERT_HAS_EXPIRED",
]);

/** Judges an attempt that got no answer: `fail` only if nothing was sent, else unknown. */
export function answerOfError(error: unknown): Answer {
  const code = errorCodes(error);
  const neverSent = code.some((each) => NEVER_SENT.has(each));
  return {
    outcome: neverSent ? "fail" : "info",
    paymentId: null,
    replayed: false,
    httpStatus: null,
    code: code[0] ?? "unknown_error",
    retryable: true,
  };
}

function errorCodes(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = "code" in error && typeof error.code === "string" ? error.code : error.name;
  const causes: unknown[] = error instanceof AggregateError ? error.errors : [error.cause];
  return [own, ...causes.flatMap(errorCodes)];
}

function textMember(body: unknown, name: string): string | null {
  const value: unknown = body !== null && typeof body === "object" ? Reflect.get(body, name) : undefined;
  return typeof value === "string" ? value : null;
}

function errorCode(body: unknown): string | null {
  const error: unknown = body !== null && typeof body === "object" ? Reflect.get(body, "error") : undefined;
  return textMember(error, "code");
}
