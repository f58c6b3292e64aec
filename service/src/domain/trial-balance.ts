import type { AccountBalance } from "./account-balance.ts";

export interface TrialBalance {
  readonly currency: string;
  readonly accounts: readonly AccountBalance[];
  /** Sum of the debit balances. */
  readonly debitMinor: number;
  /** Sum of the credit balances, as a positive amount. */
  readonly creditMinor: number;
  /** Whether the two are equal, as they must always be. */
  readonly balanced: boolean;
}

/** One for each currency, in the order of the balances. */
export function trialBalances(balances: readonly AccountBalance[]): readonly TrialBalance[] {
  const byCurrency = Map.groupBy(balances, ({ currency }) => currency);
  return [...byCurrency].map(([currency, accounts]) => {
    const sum = (sign: 1 | -1): number =>
      accounts.reduce((total, { balanceMinor }) => total + Math.max(0, sign * balanceMinor), 0);
    const [debitMinor, creditMinor] = [sum(1), sum(-1)];
    return { currency, accounts, debitMinor, creditMinor, balanced: debitMinor === creditMinor };
  });
}
