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

/** Which account an amount is debited to and which it is credited to. */
export interface LedgerEntry {
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
}

export const CAPTURE_ENTRY: LedgerEntry = { debit: "provider_clearing", credit: "merchant_pending" };
export const REFUND_ENTRY: LedgerEntry = { debit: "merchant_pending", credit: "provider_clearing" };

/** The two postings of an entry. They sum to zero. */
export function postingsOf({ debit, credit }: LedgerEntry, amountMinor: number): readonly Posting[] {
  return [
    { account: debit, amountMinor },
    { account: credit, amountMinor: -amountMinor },
  ];
}
