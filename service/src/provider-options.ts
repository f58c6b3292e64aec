import type { ServiceConfig } from "./config.ts";
import type { ProviderOptions } from "./payment-operations.ts";
import { createStripeClient } from "./providers/stripe/stripe-client.ts";
import { createStripe } from "./providers/stripe/stripe.ts";
import { stripeSettings } from "./stripe-settings.ts";

/** Which providers there are beside the simulator. Throws `configuration_invalid`. */
export function providerOptions(config: ServiceConfig): ProviderOptions {
  const stripe = stripeSettings(config);
  return {
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    other: stripe && createStripe(createStripeClient(stripe), stripe.returnUrl),
    otherTakesNew: stripe?.takesNew ?? false,
  };
}
