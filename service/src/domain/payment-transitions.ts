import type { PaymentStatus } from "./payment.ts";

/**
 * Every status that may follow another; the database refuses all others (`payment_transition` in the migrations).
 * `processing`: the provider was asked and its answer is not recorded yet. From there on only what the provider says counts.
 */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  requires_payment_method: ["processing", "canceled"],
  requires_confirmation: ["processing", "canceled"],
  requires_action: ["processing", "canceled"],
  processing: ["requires_action", "requires_payment_method", "requires_capture", "succeeded"],
  requires_capture: ["succeeded", "canceled"],
  succeeded: [],
  canceled: [],
};
