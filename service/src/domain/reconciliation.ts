export const CLEARED_KINDS = ["capture", "refund", "chargeback"] as const;
export type ClearedKind = (typeof CLEARED_KINDS)[number];

/** What went through the provider for one payment in a period, either way. A chargeback is a dispute that was lost. */
export interface ClearedAmount {
  readonly kind: ClearedKind;
  /** A UUID. */
  readonly paymentId: string;
  readonly currency: string;
  /** Positive. */
  readonly amountMinor: number;
}

/** Where the provider's report and the ledger disagree; an amount is 0 where one of them has nothing. */
export interface Break {
  readonly reason: "missing_in_ledger" | "missing_at_provider" | "amount_differs";
  readonly kind: ClearedKind;
  readonly paymentId: string;
  readonly currency: string;
  readonly ledgerMinor: number;
  readonly providerMinor: number;
}

export interface Reconciliation {
  /** Captures, refunds and chargebacks, one a payment and currency, on which both agree. */
  readonly matched: number;
  /** In the order of payments. */
  readonly breaks: readonly Break[];
}

/** Compares sums, so that a line that the provider reports twice is a break and one that it splits is none. */
export function reconcile(report: readonly ClearedAmount[], ledger: readonly ClearedAmount[]): Reconciliation {
  const provider = sums(report);
  const own = sums(ledger);
  const breaks: Break[] = [];
  let matched = 0;
  for (const key of [...new Set([...own.keys(), ...provider.keys()])].sort()) {
    const ledgerMinor = own.get(key) ?? 0;
    const providerMinor = provider.get(key) ?? 0;
    if (ledgerMinor === providerMinor) {
      matched++;
      continue;
    }
    const [paymentId, kind, currency] = key.split(" ") as [string, Break["kind"], string];
    const reason =
      ledgerMinor === 0 ? "missing_in_ledger" : providerMinor === 0 ? "missing_at_provider" : "amount_differs";
    breaks.push({ reason, kind, paymentId, currency, ledgerMinor, providerMinor });
  }
  return { matched, breaks };
}

function sums(amounts: readonly ClearedAmount[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { kind, paymentId, currency, amountMinor } of amounts) {
    const key = `${paymentId} ${kind} ${currency}`;
    totals.set(key, (totals.get(key) ?? 0) + amountMinor);
  }
  return totals;
}
