import Stripe from "stripe";

export interface StripeConnection {
  readonly secretKey: string;
  /** Stripe's own unless given. */
  readonly apiBase?: URL | undefined;
  /** For one answer. */
  readonly timeoutMs: number;
}

/** The version that the SDK's types describe; a webhook endpoint at Stripe should have the same. */
const API_VERSION = "2026-10-28.endive";

/**
 * Stripe's SDK without retries: who asks again, and when, is decided where it is recorded what was asked. (A connection
 * that is found closed it tries once more nevertheless; that is under the same key.)
 */
export function createStripeClient({ secretKey, apiBase, timeoutMs }: StripeConnection): Stripe {
  return new Stripe(secretKey, {
    apiVersion: API_VERSION,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(apiBase && {
      protocol: apiBase.protocol === "http:" ? "http" : "https",
      host: apiBase.hostname,
      ...(apiBase.port === "" ? {} : { port: apiBase.port }),
    }),
  });
}
