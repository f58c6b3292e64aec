import type { ProviderOperation } from "../../usecases/payment-provider.ts";
import type { Asking } from "./asking.ts";
import { failed, type StripeOutcome } from "./outcomes.ts";
import { retrieveIntent } from "./payment-intent.ts";

/**
 * Captures what is asked for. The capture itself notes its operation on the PaymentIntent, so that it can be recognised when
 * Stripe has forgotten the key: operations of a payment come one after the other, so the last is the one to look for.
 * Several captures need Stripe's multicapture (IC+ pricing); without it Stripe refuses all but a single, final one.
 */
export async function capture(asking: Asking, operation: ProviderOperation, amount: number): Promise<StripeOutcome> {
  const { id, reference } = operation;
  if (reference === null) return failed("resource_missing");
  const done: StripeOutcome = { kind: "succeeded", reference, authorizedUntil: null };
  if (operation.attempts > 1 && (await retrieveIntent(asking, reference)).metadata.last_capture === id) return done;
  await asking.ask((stripe) =>
    stripe.paymentIntents.capture(
      reference,
      {
        amount_to_capture: amount,
        metadata: { last_capture: id },
        ...(operation.final ? {} : { final_capture: false }),
      },
      { idempotencyKey: id },
    ),
  );
  return done;
}
