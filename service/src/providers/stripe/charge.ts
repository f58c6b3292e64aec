import type Stripe from "stripe";
import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { Asking } from "./asking.ts";
import { isUnexpectedState, type StripeOutcome } from "./outcomes.ts";
import { intentOf, outcomeOfIntent, retrieveIntent, WITH_CHARGE } from "./payment-intent.ts";

/** Confirms the payment's PaymentIntent, once per operation. */
export async function charge(
  asking: Asking,
  operation: ProviderOperation,
  amount: number,
  returnUrl: string,
): Promise<StripeOutcome> {
  if (operation.reference !== null) {
    // A cardholder was sent away and is back.
    const intent = await retrieveIntent(asking, operation.reference);
    return intent.status === "requires_confirmation"
      ? confirm(asking, operation, intent.id, { return_url: returnUrl })
      : outcomeOfIntent(intent);
  }
  const { id } = await intentOf(asking, operation, amount);
  if (operation.attempts > 1) {
    // It may have been confirmed, and the key that says so forgotten.
    const intent = await retrieveIntent(asking, id);
    if (["succeeded", "requires_capture", "processing", "canceled"].includes(intent.status)) {
      return outcomeOfIntent(intent);
    }
  }
  return confirm(asking, operation, id, {
    return_url: returnUrl,
    ...(operation.paymentMethod === null ? {} : { payment_method: operation.paymentMethod }),
  });
}

async function confirm(
  asking: Asking,
  operation: ProviderOperation,
  id: string,
  params: Stripe.PaymentIntentConfirmParams,
): Promise<StripeOutcome> {
  try {
    const intent = await asking.ask((stripe) =>
      stripe.paymentIntents.confirm(id, { ...params, expand: WITH_CHARGE }, { idempotencyKey: operation.id }),
    );
    return outcomeOfIntent(intent);
  } catch (error) {
    if (!isUnexpectedState(error)) throw error;
    return outcomeOfIntent(await retrieveIntent(asking, id));
  }
}
