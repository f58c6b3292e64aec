import { sql } from "slonik";

/** Named one by one: a prepared `select *` of a running task would fail once a migration adds a column. */
export const PAYMENT_COLUMNS = sql.fragment`merchant_id, id, status, capture_method, amount_minor, currency, description, captured_minor, refunded_minor, created_at, payment_method, statement_descriptor, metadata, action_url, last_error_code, last_error_message, authorized_until, customer_id, payment_method_id`;

/** Of `refunds r` beside its `payments p`. */
export const REFUND_COLUMNS = sql.fragment`r.id, r.payment_id, r.status, r.amount_minor, p.currency, r.reason, r.created_at`;
