import Stripe from "stripe";
import type { ProviderOutcome, ProviderUnknown } from "../../usecases/payment-provider.ts";
import { declineMessage } from "../decline-message.ts";

export type StripeOutcome = ProviderOutcome | ProviderUnknown;

export function failed(code: string): StripeOutcome {
  return { kind: "failed", code, message: declineMessage(code) };
}

export function unknown(cause: unknown): StripeOutcome {
  return { kind: "unknown", cause };
}

/**
 * What an error of the SDK means (https://docs.stripe.com/error-low-level). Only a declined card and a request that can't be
 * carried out are definite. Whatever is said of no answer, 409, 429 and 5xx is not, nor is a key that Stripe refuses: that
 * says nothing about the payment, and goes on being asked until somebody mends it.
 */
export function outcomeOfError(error: unknown): StripeOutcome {
  const { StripeCardError, StripeInvalidRequestError } = Stripe.errors;
  if (error instanceof StripeCardError) return failed(error.decline_code || error.code || "generic_decline");
  if (error instanceof StripeInvalidRequestError) return failed(error.code ?? "invalid_request");
  return unknown(error);
}

/** Whether Stripe refused because of the status that a PaymentIntent has; only asking it tells which that is. */
export function isUnexpectedState(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "payment_intent_unexpected_state";
}
