import type Stripe from "stripe";
import type { PaymentProvider, ProviderOperation } from "../../usecases/payment-provider.ts";
import { toStripeAmount } from "./amount.ts";
import { Asking } from "./asking.ts";
import { capture } from "./capture.ts";
import { charge } from "./charge.ts";
import { failed, outcomeOfError, type StripeOutcome } from "./outcomes.ts";
import { refund } from "./refund.ts";
import { voidCharge } from "./void.ts";

export const STRIPE = "stripe";

/** Stripe, with one PaymentIntent a payment. Cardholders who had to act are sent to `returnUrl` afterwards. */
export function createStripe(stripe: Stripe, returnUrl: string): PaymentProvider {
  return {
    name: STRIPE,
    perform: async (operation, signal) => {
      const amount = toStripeAmount(operation.amountMinor, operation.currency);
      if (amount === undefined) return failed("amount_not_representable");
      try {
        return await ask(new Asking(stripe, signal), operation, amount, returnUrl);
      } catch (error) {
        return outcomeOfError(error);
      }
    },
  };
}

function ask(asking: Asking, operation: ProviderOperation, amount: number, returnUrl: string): Promise<StripeOutcome> {
  switch (operation.kind) {
    case "charge":
      return charge(asking, operation, amount, returnUrl);
    case "capture":
      return capture(asking, operation, amount);
    case "void":
      return voidCharge(asking, operation, amount);
    case "refund":
      return refund(asking, operation, amount);
  }
}
