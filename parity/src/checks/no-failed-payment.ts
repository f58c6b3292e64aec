import { mayEndDifferently } from "../clients/answer.ts";
import type { Operation } from "../history/operation.ts";
import { sample, type Check } from "./check.ts";

/**
 * Availability as a merchant has it, whose client repeats a request with the same idempotency key: each payment that was
 * begun under load was acknowledged in the end. A payment that was still being repeated when the load ended is none of it.
 */
export const noFailedPayment: Check = {
  name: "no-failed-payment",
  claim: "Every payment succeeds, if need be when its client repeats it with the same idempotency key",
  judge({ operations, load }) {
    const begun = operations.filter(({ type, startUs }) => type === "create-payment" && startUs <= load.endUs);
    const keys = [...Map.groupBy(begun, ({ key }) => key)];
    const failed = keys.filter(([, attempts]) => gaveUp(attempts, load.attemptsMax));
    const repeated = keys.filter(([, attempts]) => attempts.length > 1).length;
    const attemptsMost = keys.reduce((most, [, attempts]) => Math.max(most, attempts.length), 0);
    const counts = { payments: keys.length, repeated, attemptsMost };
    if (failed.length > 0) {
      const summary = `${failed.length} of ${keys.length} payments failed for good; the first: key ${failed[0]![0]}.`;
      return { verdict: "invalid", summary, evidence: { ...counts, failed: sample(failed.map(([key]) => key)) } };
    }
    if (keys.length === 0) return { verdict: "unknown", summary: "No payment was begun.", evidence: counts };
    const summary = `None of ${keys.length} payments failed; ${repeated} were repeated, at most ${attemptsMost} attempts each.`;
    return { verdict: "valid", summary, evidence: counts };
  },
};

function gaveUp(attempts: readonly Operation[], attemptsMax: number): boolean {
  if (attempts.some(({ outcome }) => outcome === "ok")) return false;
  const last = attempts.at(-1)!;
  return attempts.length >= attemptsMax || (last.outcome === "fail" && !mayEndDifferently(last.httpStatus));
}
