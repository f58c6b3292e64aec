import type { Payment } from "./payment.ts";

/**
 * A merchant's accounts, one of each per currency:
 * `provider_clearing` is what the payment provider owes us, `merchant_pending` what we owe the merchant until settlement.
 */
export type LedgerAccount = "provider_clearing" | "merchant_pending";

export interface Posting {
  readonly account: LedgerAccount;
  /** A debit is positive, a credit negative. */
  readonly amountMinor: number;
}

/** The postings of a capture: debit the provider, credit the merchant. They sum to zero. */
export function capturePostings(payment: Payment): readonly Posting[] {
  return [
    { account: "provider_clearing", amountMinor: payment.capturedMinor },
    { account: "merchant_pending", amountMinor: -payment.capturedMinor },
  ];
}
