/** Every error that the service gives on purpose. How each looks over HTTP is in `http/error-map.ts`. */
export const SERVICE_ERRORS = {
  configuration_invalid: "an environment variable is missing or can't be used",
  request_invalid: "the request has a field that is missing, unknown or out of range",
  card_number_refused: "the request has a card number in it",
  request_malformed: "the request is not HTTP or its body is not JSON",
  request_timed_out: "the request did not arrive whole in time",
  request_too_large: "the body is larger than any request needs",
  headers_too_large: "the header fields are larger than any request needs",
  media_type_unsupported: "the body is not application/json",
  idempotency_key_missing: "a write came without an Idempotency-Key",
  idempotency_key_reused: "the key was used before with another request",
  idempotency_key_in_flight: "a request with the same key has not ended yet",
  cursor_invalid: "the cursor is none that this service gave",
  unauthenticated: "the access token is missing, forged, expired or not for this service",
  credentials_invalid: "email and password don't match a user",
  login_rate_limited: "too many attempts to log in",
  rate_limited: "more requests than the credential may send",
  refresh_token_invalid: "the refresh token is unknown, expired or replaced, or its session has ended",
  forbidden: "the caller's role doesn't allow the operation",
  user_not_found: "the merchant has no such user",
  api_key_not_found: "the merchant has no such API key",
  webhook_endpoint_not_found: "the merchant has no such webhook endpoint",
  webhook_delivery_not_found: "the merchant has no such webhook delivery",
  webhook_url_refused: "the URL is none that webhooks are sent to",
  approval_not_found: "the merchant has no such approval",
  approval_own: "whoever asked for it can't decide",
  approval_required: "what the caller was let do needs consent by now",
  approval_decided: "it was approved or rejected before",
  webhook_signature_invalid: "the webhook is not signed by its provider, or was signed too long ago",
  email_taken: "a user with this email exists already",
  last_admin: "the change would leave the merchant without an active admin",
  payment_not_found: "the merchant has no such payment",
  customer_not_found: "the merchant has no such customer",
  payment_method_not_found: "the merchant has no such payment method, or it is another customer's or detached",
  payment_method_unknown: "the payment provider knows no such payment method",
  payment_method_attached: "the customer has the payment method already",
  card_declined: "the payment provider refused for good",
  payment_method_missing: "the payment can't be confirmed without a payment method",
  payment_busy: "another change of the payment has not ended yet",
  provider_unavailable: "the payment provider did not answer; whether money moved is unknown",
  payment_state_invalid: "the payment's status doesn't allow the change",
  amount_too_large: "more than can still be captured or refunded",
  too_many_refunds: "the payment has as many refunds as it may have",
  settlement_not_found: "the merchant has no such settlement",
  payout_not_found: "the merchant has no such payout",
  payout_state_invalid: "the payout's status doesn't allow the change",
  dispute_not_found: "the merchant has no such dispute",
  dispute_state_invalid: "the dispute's status doesn't allow the answer, or the provider refused it",
  dispute_busy: "the dispute is being answered by another request",
  balance_insufficient: "more than is available to the merchant",
  method_not_allowed: "the path takes other methods, which the header Allow names",
  route_not_found: "no such path",
  database_unavailable: "the database did not answer within the deadline; whether a write happened is unknown",
  overloaded: "more work is waiting than can be done in time",
  internal_error: "a defect of the service",
} as const;

export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

export interface ServiceErrorOptions extends ErrorOptions {
  /** The request's field, header or parameter that is at fault. */
  readonly param?: string;
  /** When the caller may try again, in whole seconds. */
  readonly retryAfterSeconds?: number;
}

/** An error of the service; `message` is one sentence that says what to do and is shown to the caller. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ServiceErrorCode, message: string, options: ServiceErrorOptions = {}) {
    super(message, options);
    this.name = "ServiceError";
    this.code = code;
    this.param = options.param;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
