import type { ExportedPayment } from "../history/exported-ledger.ts";
import type { Operation } from "../history/operation.ts";
import { sample, type Check } from "./check.ts";

interface Breach {
  readonly key: string;
  readonly what: string;
}

/** One idempotency key, one payment, one answer: however often and across whatever fault it was sent. */
export const exactlyOnce: Check = {
  name: "exactly-once",
  claim: "An idempotency key names one payment, in every answer and in the ledger, across the fault",
  judge({ keyPrefix, operations, ledger }) {
    const keys = Map.groupBy(operations, (operation) => operation.key);
    const breaches = [...answerBreaches(keys), ...ledgerBreaches(keyPrefix, keys, ledger.payments)];
    const resent = [...keys.values()].filter((attempts) => attempts.length > 1);
    const counts = { keys: keys.size, keysSentMoreThanOnce: resent.length };
    if (breaches.length > 0) {
      const summary = `${breaches.length} breaches; the first: key ${breaches[0]!.key} ${breaches[0]!.what}.`;
      return { verdict: "invalid", summary, evidence: { ...counts, breaches: sample(breaches) } };
    }
    if (ledger.incomplete) return { verdict: "unknown", summary: ledger.incomplete, evidence: counts };
    const summary = `${counts.keys} keys, ${counts.keysSentMoreThanOnce} of them sent more than once: one payment each.`;
    return { verdict: "valid", summary, evidence: counts };
  },
};

function answerBreaches(keys: ReadonlyMap<string, readonly Operation[]>): Breach[] {
  const breaches: Breach[] = [];
  const keyOf = new Map<string, string>();
  for (const [key, attempts] of keys) {
    const ids = new Set<string>();
    for (const { outcome, paymentId, code } of attempts) {
      if (outcome === "ok" && paymentId === null) breaches.push({ key, what: "was acknowledged without a payment id" });
      if (outcome === "ok" && paymentId !== null) ids.add(paymentId);
      // The harness never sends another body under a known key, so this refusal is the service's mistake.
      if (code === "idempotency_key_reused") breaches.push({ key, what: "was refused as reused with another body" });
    }
    if (ids.size > 1) breaches.push({ key, what: `was answered with ${ids.size} payments: ${[...ids].join(", ")}` });
    for (const id of ids) {
      const other = keyOf.get(id);
      if (other !== undefined) breaches.push({ key, what: `was answered with ${id}, which belongs to key ${other}` });
      keyOf.set(id, key);
    }
  }
  return breaches;
}

function ledgerBreaches(
  keyPrefix: string,
  keys: ReadonlyMap<string, readonly Operation[]>,
  payments: readonly ExportedPayment[],
): Breach[] {
  const breaches: Breach[] = [];
  const own = payments.filter((payment) => payment.idempotencyKey.startsWith(keyPrefix));
  for (const [key, holders] of Map.groupBy(own, (payment) => payment.idempotencyKey)) {
    const ids = holders.map((payment) => payment.id);
    if (ids.length > 1) breaches.push({ key, what: `has ${ids.length} payments in the ledger: ${ids.join(", ")}` });
    const answered = keys.get(key)?.find((each) => each.outcome === "ok" && each.paymentId !== null)?.paymentId;
    if (answered && !ids.includes(answered)) {
      breaches.push({ key, what: `was answered with ${answered} but the ledger holds ${ids.join(", ")}` });
    }
  }
  for (const [id, holders] of Map.groupBy(payments, (payment) => payment.id)) {
    const key = holders[0]!.idempotencyKey;
    if (holders.length > 1) breaches.push({ key, what: `has payment ${id} ${holders.length} times in the ledger` });
  }
  return breaches;
}
