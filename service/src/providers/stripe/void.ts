import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { Asking } from "./asking.ts";
import { failed, isUnexpectedState, type StripeOutcome } from "./outcomes.ts";
import { retrieveIntent } from "./payment-intent.ts";

/** Cancels the PaymentIntent; of one that was captured in part, what is left. `amount` is all that is left. */
export async function voidCharge(
  asking: Asking,
  { id, reference }: ProviderOperation,
  amount: number,
): Promise<StripeOutcome> {
  if (reference === null) return failed("resource_missing");
  const done: StripeOutcome = { kind: "succeeded", reference, authorizedUntil: null };
  try {
    await asking.ask((stripe) => stripe.paymentIntents.cancel(reference, {}, { idempotencyKey: id }));
    return done;
  } catch (error) {
    if (!isUnexpectedState(error)) throw error;
  }
  const intent = await retrieveIntent(asking, reference);
  // Canceled before, by us or by Stripe when the authorization expired; or captured in part and the rest released.
  if (intent.status === "canceled") return done;
  return intent.amount - intent.amount_received === amount ? done : failed("charge_already_captured");
}
