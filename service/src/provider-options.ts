import type Stripe from "stripe";
import type { ServiceConfig } from "./config.ts";
import type { ProviderOptions } from "./payment-operations.ts";
import { createStripeClient } from "./providers/stripe/stripe-client.ts";
import { createStripeDisputes } from "./providers/stripe/disputes.ts";
import { createStripe } from "./providers/stripe/stripe.ts";
import { stripeSettings } from "./stripe-settings.ts";

/** Which providers there are beside the simulator, and Stripe's client if there is one. Throws `configuration_invalid`. */
export function providerOptions(config: ServiceConfig): ProviderOptions & { readonly stripe: Stripe | undefined } {
  const settings = stripeSettings(config);
  const stripe = settings && createStripeClient(settings);
  return {
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    other: stripe && createStripe(stripe, settings.returnUrl),
    otherDisputes: stripe && createStripeDisputes(stripe),
    otherTakesNew: settings?.takesNew ?? false,
    stripe,
  };
}
