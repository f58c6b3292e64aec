import type { LedgerAccount } from "./ledger.ts";

/** An account as it stands. Amounts are in the currency's minor unit. */
export interface AccountBalance {
  readonly currency: string;
  readonly account: LedgerAccount;
  /** Debits less credits. */
  readonly balanceMinor: number;
  /** Of transfers that are not resolved yet; no part of the balance. */
  readonly pendingDebitMinor: number;
  readonly pendingCreditMinor: number;
}
