import type { Random } from "./random.ts";

/** What a merchant asks for, in the currency's minor unit. */
export interface PaymentRequest {
  readonly key: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly description: string;
}

const CURRENCIES = ["EUR", "USD", "GBP", "JPY"] as const;
const AMOUNT_MINOR_MAX = 1_000_000;

/**
 * An endless stream of payments. Every key begins with `keyPrefix`, which no other run uses: that is how the checks tell
 * a payment of this run from one that was there before.
 */
export function* paymentRequests(random: Random, keyPrefix: string): Generator<PaymentRequest, never> {
  for (let number = 1; ; number++) {
    yield {
      key: `${keyPrefix}${number}`,
      amountMinor: random.integer(1, AMOUNT_MINOR_MAX),
      currency: random.pick(CURRENCIES),
      description: `parity payment ${number}`,
    };
  }
}
