/**
 * A merchant's accounts, one of each per currency:
 * `provider_clearing` is what the payment provider owes us, `merchant_pending` what we owe the merchant until settlement,
 * `merchant_available` what can be paid out to it, `merchant_reserve` what is set aside for disputes, `fees` what it paid
 * us, `payouts` what is on its way to its bank.
 */
export const LEDGER_ACCOUNTS = [
  "provider_clearing",
  "merchant_pending",
  "merchant_available",
  "merchant_reserve",
  "fees",
  "payouts",
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

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
