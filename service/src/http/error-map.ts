import type { ServiceErrorCode } from "../domain/errors.ts";

export type ErrorType =
  | "invalid_request_error"
  | "idempotency_error"
  | "authentication_error"
  | "rate_limit_error"
  | "card_error"
  | "api_error";

/** The only place where an error of the service meets an HTTP status. */
export const ERROR_MAP: Readonly<Record<ServiceErrorCode, { readonly status: number; readonly type: ErrorType }>> = {
  configuration_invalid: { status: 500, type: "api_error" },
  request_invalid: { status: 400, type: "invalid_request_error" },
  card_number_refused: { status: 400, type: "invalid_request_error" },
  request_malformed: { status: 400, type: "invalid_request_error" },
  request_timed_out: { status: 408, type: "invalid_request_error" },
  request_too_large: { status: 413, type: "invalid_request_error" },
  headers_too_large: { status: 431, type: "invalid_request_error" },
  media_type_unsupported: { status: 415, type: "invalid_request_error" },
  idempotency_key_missing: { status: 400, type: "idempotency_error" },
  idempotency_key_reused: { status: 422, type: "idempotency_error" },
  idempotency_key_in_flight: { status: 409, type: "idempotency_error" },
  cursor_invalid: { status: 400, type: "invalid_request_error" },
  unauthenticated: { status: 401, type: "authentication_error" },
  credentials_invalid: { status: 401, type: "authentication_error" },
  login_rate_limited: { status: 429, type: "rate_limit_error" },
  refresh_token_invalid: { status: 401, type: "authentication_error" },
  rate_limited: { status: 429, type: "rate_limit_error" },
  forbidden: { status: 403, type: "authentication_error" },
  user_not_found: { status: 404, type: "invalid_request_error" },
  api_key_not_found: { status: 404, type: "invalid_request_error" },
  webhook_endpoint_not_found: { status: 404, type: "invalid_request_error" },
  webhook_delivery_not_found: { status: 404, type: "invalid_request_error" },
  webhook_url_refused: { status: 400, type: "invalid_request_error" },
  approval_not_found: { status: 404, type: "invalid_request_error" },
  approval_own: { status: 403, type: "invalid_request_error" },
  approval_required: { status: 409, type: "invalid_request_error" },
  approval_decided: { status: 409, type: "invalid_request_error" },
  webhook_signature_invalid: { status: 400, type: "invalid_request_error" },
  email_taken: { status: 409, type: "invalid_request_error" },
  last_admin: { status: 409, type: "invalid_request_error" },
  payment_not_found: { status: 404, type: "invalid_request_error" },
  customer_not_found: { status: 404, type: "invalid_request_error" },
  payment_method_not_found: { status: 404, type: "invalid_request_error" },
  payment_method_unknown: { status: 422, type: "invalid_request_error" },
  payment_method_attached: { status: 409, type: "invalid_request_error" },
  card_declined: { status: 402, type: "card_error" },
  payment_method_missing: { status: 422, type: "invalid_request_error" },
  payment_busy: { status: 409, type: "invalid_request_error" },
  provider_unavailable: { status: 503, type: "api_error" },
  payment_state_invalid: { status: 409, type: "invalid_request_error" },
  amount_too_large: { status: 422, type: "invalid_request_error" },
  too_many_refunds: { status: 422, type: "invalid_request_error" },
  settlement_not_found: { status: 404, type: "invalid_request_error" },
  payout_not_found: { status: 404, type: "invalid_request_error" },
  payout_state_invalid: { status: 409, type: "invalid_request_error" },
  dispute_not_found: { status: 404, type: "invalid_request_error" },
  dispute_state_invalid: { status: 409, type: "invalid_request_error" },
  dispute_busy: { status: 409, type: "invalid_request_error" },
  balance_insufficient: { status: 422, type: "invalid_request_error" },
  method_not_allowed: { status: 405, type: "invalid_request_error" },
  route_not_found: { status: 404, type: "invalid_request_error" },
  database_unavailable: { status: 503, type: "api_error" },
  overloaded: { status: 503, type: "api_error" },
  internal_error: { status: 500, type: "api_error" },
};
