import type { ServiceConfig } from "./config.ts";
import { ServiceError } from "./domain/errors.ts";
import type { StripeConnection } from "./providers/stripe/stripe-client.ts";

export interface StripeSettings extends StripeConnection {
  readonly returnUrl: string;
  /** Whether new payments go to Stripe. */
  readonly takesNew: boolean;
}

type Variable = "STRIPE_SECRET_KEY" | "STRIPE_RETURN_URL" | "STRIPE_API_BASE";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Undefined if Stripe is not configured. Throws `configuration_invalid` if it is so in part, or with somebody else's API. */
export function stripeSettings(config: ServiceConfig): StripeSettings | undefined {
  const takesNew = config.PAYMENT_PROVIDER === "stripe";
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_RETURN_URL: returnUrl } = config;
  if (!takesNew && secretKey === undefined) return undefined;
  if (secretKey === undefined) throw missing("STRIPE_SECRET_KEY");
  if (returnUrl === undefined) throw missing("STRIPE_RETURN_URL");
  return { secretKey, returnUrl, takesNew, apiBase: apiBase(config), timeoutMs: config.PROVIDER_TIMEOUT_MS };
}

function apiBase({ STRIPE_API_BASE, ENVIRONMENT }: ServiceConfig): URL | undefined {
  if (STRIPE_API_BASE === undefined) return undefined;
  const url = new URL(STRIPE_API_BASE);
  if (ENVIRONMENT === "local" && LOOPBACK.test(url.hostname)) return url;
  throw invalid(
    "STRIPE_API_BASE",
    "may be set only to a loopback address and only where ENVIRONMENT is local, for the secret key is sent there; unset it",
  );
}

function missing(variable: Variable): ServiceError {
  return invalid(variable, "is not set, and payments with Stripe need it; set it");
}

function invalid(variable: Variable, problem: string): ServiceError {
  return new ServiceError("configuration_invalid", `The environment variable ${variable} ${problem} and start again.`, {
    param: variable,
  });
}
