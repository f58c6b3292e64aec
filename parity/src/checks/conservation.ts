import type { ExportedLedger, ExportedPayment } from "../history/exported-ledger.ts";
import { sample, type Check } from "./check.ts";

interface Breach {
  readonly paymentId: string;
  readonly what: string;
}

/**
 * Money is neither made nor lost (Jepsen's bank test, for a double-entry ledger): every payment's postings sum to zero in
 * each currency and move at least what was captured; captured ≤ authorized; refunded ≤ captured. It judges the whole
 * export, other runs' payments included, for a fault may spoil what was there before.
 */
export const conservation: Check = {
  name: "conservation",
  claim: "The ledger sums to zero per payment and currency; captured ≤ authorized; refunded ≤ captured",
  judge({ ledger }) {
    const breaches = [...amountBreaches(ledger), ...ledgerBreaches(ledger)];
    const counts = { payments: ledger.payments.length, postings: ledger.postings.length };
    if (breaches.length > 0) {
      const [first] = breaches;
      const summary = `${breaches.length} breaches; the first: payment ${first!.paymentId} ${first!.what}.`;
      return { verdict: "invalid", summary, evidence: { ...counts, breaches: sample(breaches) } };
    }
    if (ledger.incomplete) return { verdict: "unknown", summary: ledger.incomplete, evidence: counts };
    const summary = `${counts.payments} payments and ${counts.postings} postings balance.`;
    return { verdict: "valid", summary, evidence: counts };
  },
};

function amountBreaches({ payments }: ExportedLedger): Breach[] {
  return payments.flatMap((payment) =>
    amountRules(payment).map((what) => ({ paymentId: payment.id, what: `${what} (${payment.currency}, minor units)` })),
  );
}

function amountRules({ amountMinor, capturedMinor, refundedMinor }: ExportedPayment): string[] {
  return [
    ...(amountMinor <= 0 ? [`is of ${amountMinor}`] : []),
    ...(capturedMinor < 0 || refundedMinor < 0 ? ["has a negative captured or refunded amount"] : []),
    ...(capturedMinor > amountMinor ? [`captured ${capturedMinor} of ${amountMinor} authorized`] : []),
    ...(refundedMinor > capturedMinor ? [`refunded ${refundedMinor} of ${capturedMinor} captured`] : []),
  ];
}

interface Sums {
  readonly paymentId: string;
  readonly currency: string;
  sum: bigint;
  moved: bigint;
}

/** Rules that hold for postings; in a truncated export a missing posting is no breach, so only whole ones are judged. */
function ledgerBreaches({ payments, postings, incomplete }: ExportedLedger): Breach[] {
  if (incomplete) return [];
  const sums = new Map<string, Sums>();
  for (const { paymentId, currency, amountMinor } of postings) {
    const name = `${paymentId}/${currency}`;
    const entry = sums.get(name) ?? { paymentId, currency, sum: 0n, moved: 0n };
    entry.sum += BigInt(amountMinor);
    if (amountMinor > 0) entry.moved += BigInt(amountMinor);
    sums.set(name, entry);
  }
  const known = new Set(payments.map((payment) => payment.id));
  const breaches: Breach[] = [];
  for (const { paymentId, currency, sum } of sums.values()) {
    if (sum !== 0n) breaches.push({ paymentId, what: `has postings that sum to ${sum} ${currency} minor units` });
    if (!known.has(paymentId)) breaches.push({ paymentId, what: "has postings but does not exist" });
  }
  for (const { id, currency, capturedMinor } of payments) {
    const moved = sums.get(`${id}/${currency}`)?.moved ?? 0n;
    if (moved < BigInt(capturedMinor)) {
      breaches.push({ paymentId: id, what: `captured ${capturedMinor} ${currency} but its postings move ${moved}` });
    }
  }
  return breaches;
}
