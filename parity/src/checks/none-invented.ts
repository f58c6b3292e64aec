import type { ExportedPayment } from "../history/exported-ledger.ts";
import type { Operation } from "../history/operation.ts";
import { sample, type Check } from "./check.ts";

/**
 * The ledger holds nothing of this run that wasn't asked for: no unknown key, no key whose every attempt was definitely
 * refused, no other amount or currency. An attempt of unknown outcome may have committed; those are allowed and counted.
 */
export const noneInvented: Check = {
  name: "none-invented",
  claim: "Every payment of this run in the ledger was asked for, as it stands there",
  judge({ keyPrefix, operations, ledger }) {
    const keys = Map.groupBy(operations, (operation) => operation.key);
    const own = ledger.payments.filter((payment) => payment.idempotencyKey.startsWith(keyPrefix));
    const breaches = own.flatMap((payment) => {
      const what = invented(payment, keys.get(payment.idempotencyKey));
      return what === undefined ? [] : [{ key: payment.idempotencyKey, paymentId: payment.id, what }];
    });
    const inDoubtCommitted = own.filter((payment) => committedInDoubt(keys.get(payment.idempotencyKey) ?? [])).length;
    const counts = { paymentsOfThisRun: own.length, inDoubtButCommitted: inDoubtCommitted };
    if (breaches.length > 0) {
      const summary = `${breaches.length} payments were invented; the first: ${breaches[0]!.paymentId} ${breaches[0]!.what}.`;
      return { verdict: "invalid", summary, evidence: { ...counts, breaches: sample(breaches) } };
    }
    if (ledger.incomplete) return { verdict: "unknown", summary: ledger.incomplete, evidence: counts };
    const summary = `${own.length} payments of this run, all asked for; ${inDoubtCommitted} of them by an attempt that ended unknown.`;
    return { verdict: "valid", summary, evidence: counts };
  },
};

function invented(payment: ExportedPayment, attempts: readonly Operation[] | undefined): string | undefined {
  const asked = attempts?.[0];
  if (!attempts || !asked) return "has a key that was never sent";
  if (attempts.every((each) => each.outcome === "fail")) return "exists although every attempt was definitely refused";
  if (payment.amountMinor !== asked.amountMinor || payment.currency !== asked.currency) {
    return `is of ${payment.amountMinor} ${payment.currency}, not of ${asked.amountMinor} ${asked.currency} as asked`;
  }
  return undefined;
}

/** An attempt of unknown outcome did the work: there is a payment, but no other attempt claims a fresh commit. */
function committedInDoubt(attempts: readonly Operation[]): boolean {
  return (
    attempts.some((each) => each.outcome === "info") &&
    !attempts.some((each) => each.outcome === "ok" && !each.replayed)
  );
}
