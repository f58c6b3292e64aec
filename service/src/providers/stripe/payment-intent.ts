import type Stripe from "stripe";
import { uuidV7Time } from "../../domain/uuid.ts";
import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { Asking } from "./asking.ts";
import { failed, unknown, type StripeOutcome } from "./outcomes.ts";

/** Stripe forgets idempotency keys after 24 hours at the earliest; search finds what is older than a minute. */
const KEY_KEPT_MS = 23 * 3_600_000;

/** So that `latest_charge` tells until when an authorization lasts. */
export const WITH_CHARGE = ["latest_charge"];

/**
 * The one PaymentIntent of a payment, whichever attempts were made: it succeeds once at most, and an attempt with another
 * method replaces the one before. It is as it was when it was made; `retrieveIntent` tells how it is now.
 */
export async function intentOf(
  asking: Asking,
  operation: ProviderOperation,
  amount: number,
): Promise<Stripe.PaymentIntent> {
  const { merchantId, paymentId } = operation;
  const madeAt = uuidV7Time(paymentId)?.getTime() ?? 0;
  if (Date.now() - madeAt > KEY_KEPT_MS) {
    const query = `metadata['payment_id']:'${paymentId}'`;
    const { data } = await asking.ask((stripe) => stripe.paymentIntents.search({ query, limit: 1 }));
    if (data[0]) return data[0];
  }
  return asking.ask((stripe) =>
    stripe.paymentIntents.create(
      {
        amount,
        currency: operation.currency.toLowerCase(),
        allowed_payment_method_types: ["card"],
        capture_method: operation.captureMethod,
        // A cardholder who was authenticated has not paid: that takes another confirmation, which only we can give.
        confirmation_method: "manual",
        metadata: { merchant_id: merchantId, payment_id: paymentId },
        ...(operation.description === null ? {} : { description: operation.description }),
        ...(operation.statementDescriptor === null
          ? {}
          : { statement_descriptor_suffix: operation.statementDescriptor }),
        ...(operation.captureMethod === "manual" && {
          payment_method_options: { card: { request_multicapture: "if_available" } },
        }),
      },
      { idempotencyKey: `payment-${paymentId}` },
    ),
  );
}

export function retrieveIntent(asking: Asking, id: string): Promise<Stripe.PaymentIntent> {
  return asking.ask((stripe) => stripe.paymentIntents.retrieve(id, { expand: WITH_CHARGE }));
}

/** What the status of a PaymentIntent says about its charge. */
export function outcomeOfIntent(intent: Stripe.PaymentIntent): StripeOutcome {
  const { id: reference } = intent;
  switch (intent.status) {
    case "succeeded":
      return { kind: "succeeded", reference, authorizedUntil: null };
    case "requires_capture":
      return { kind: "succeeded", reference, authorizedUntil: authorizedUntil(intent) };
    case "requires_action": {
      const actionUrl = intent.next_action?.redirect_to_url?.url;
      return actionUrl ? { kind: "requires_action", reference, actionUrl } : unknown("an action that is no redirect");
    }
    case "requires_payment_method": {
      const error = intent.last_payment_error;
      return failed(error?.decline_code || error?.code || "generic_decline");
    }
    case "canceled":
      return failed("charge_voided");
    case "processing":
    case "requires_confirmation":
    default:
      return unknown(`the PaymentIntent is ${intent.status}`);
  }
}

/** The card network's own limit, if Stripe tells it; Stripe cancels what is past it. */
function authorizedUntil({ latest_charge: charge }: Stripe.PaymentIntent): Date | null {
  const seconds =
    charge && typeof charge === "object" ? charge.payment_method_details?.card?.capture_before : undefined;
  return seconds === undefined ? null : new Date(seconds * 1_000);
}
