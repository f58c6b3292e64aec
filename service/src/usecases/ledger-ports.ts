import type { AccountBalance } from "../domain/account-balance.ts";
import type { LedgerAccount } from "../domain/ledger.ts";
import type { PayoutStore } from "./payout-ports.ts";
import type { SettlementStore } from "./settlement-ports.ts";
import type { ClearedAmount } from "../domain/reconciliation.ts";
import type { StatementLine } from "../domain/statement-line.ts";

/** Whole days in UTC, both included, as `2026-11-25`. */
export interface StatementPeriod {
  readonly from: string;
  readonly to: string;
}

export interface StatementAccount {
  readonly merchantId: string;
  readonly currency: string;
  readonly account: LedgerAccount;
}

export type StatementBatch =
  | { readonly type: "opening"; readonly balanceMinor: number }
  | { readonly type: "lines"; readonly rows: readonly StatementLine[] };

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface LedgerStore {
  /** In the order of currency and account, as of one instant. */
  balances(merchantId: string): Promise<readonly AccountBalance[]>;
  /** What went through the provider, one amount a payment, kind and currency; at most `limit`. */
  cleared(merchantId: string, period: StatementPeriod, limit: number): Promise<readonly ClearedAmount[]>;
  /** As of one instant, in order of time, read no faster than it is taken; the opening balance comes first. */
  statement(account: StatementAccount, period: StatementPeriod): AsyncIterable<StatementBatch>;
}

/** Where a merchant's money is, and what became of it after its payments. */
export interface Books {
  readonly ledger: LedgerStore;
  readonly settlements: SettlementStore;
  readonly payouts: PayoutStore;
}
