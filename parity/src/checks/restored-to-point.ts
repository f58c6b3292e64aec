import type { Operation } from "../history/operation.ts";
import { sample, worst, type Check, type Evidence, type Judgement } from "./check.ts";
import { cutOverOf, fateOf, isRestored, type Restored } from "./fate.ts";

/** So many payments on either side of the point, or there is too little to tell it by. */
const PAYMENTS_MIN = 20;

/**
 * What was restored is exactly the instant that was asked for: every payment acknowledged before it is there, none that
 * was begun after it and before the cut-over is, and no damage is left. A restore that gives the data of now fails it.
 */
export const restoredToPoint: Check = {
  name: "restored-to-point",
  claim: "The restored data has every payment acknowledged before its point, none begun after, and none of the damage",
  judge(evidence: Evidence): Judgement {
    if (evidence.ledger.incomplete) return { verdict: "unknown", summary: evidence.ledger.incomplete, evidence: {} };
    const rounds = evidence.faults
      .filter(isRestored)
      .map((fault) => ({ round: fault.round, ...judged(fault, evidence) }));
    if (rounds.length === 0) return { verdict: "unknown", summary: "Nothing was to be restored.", evidence: {} };
    const verdict = worst(rounds.map((round) => round.verdict));
    const telling = rounds.find((round) => round.verdict === verdict)!;
    return { verdict, summary: `Round ${telling.round}: ${telling.summary}`, evidence: { rounds } };
  },
};

function judged(fault: Restored, { operations, ledger, faults }: Evidence): Judgement {
  const { command, point, damaged, restorable } = fault.recovery;
  if (command === null) {
    const why = restorable?.reached === false ? "its point never became restorable" : "no recovery was run";
    return { verdict: "unknown", summary: `nothing was restored, for ${why}.`, evidence: {} };
  }
  const cutOver = cutOverOf(fault);
  if (command.exitCode !== 0 || !cutOver) {
    return {
      verdict: "invalid",
      summary: `${command.line} ended with ${command.exitCode}: ${command.said}`,
      evidence: {},
    };
  }
  const acknowledged = operations.filter(({ outcome, paymentId }) => outcome === "ok" && paymentId !== null);
  const before = acknowledged.filter((each) => each.endUs <= point.fromUs && fateOf(each, faults) === "kept");
  const after = acknowledged.filter((each) => each.startUs >= point.toUs && each.endUs <= cutOver.startUs);
  const held = new Map(ledger.payments.map((payment) => [payment.id, payment]));
  const missing = before.filter(({ paymentId }) => !held.has(paymentId!));
  const present = after.filter(({ paymentId }) => held.has(paymentId!) && !hasOtherAnswer(paymentId!, before));
  const damage = damaged.filter((id) => (held.get(id)?.refundedMinor ?? 0) > 0);
  const counts = {
    before: before.length,
    after: after.length,
    damaged: damaged.length,
    verified: command.verifiedPayments,
  };
  const breaches = [
    ...(missing.length > 0 ? [`${missing.length} payments acknowledged before the point are missing`] : []),
    ...(present.length > 0 ? [`${present.length} payments begun after the point are there`] : []),
    ...(damage.length > 0 ? [`${damage.length} payments still bear the damage`] : []),
  ];
  if (breaches.length > 0) {
    const details = { missing: idsOf(missing), present: idsOf(present), damage: sample(damage) };
    return { verdict: "invalid", summary: `${breaches.join(", ")}.`, evidence: { ...counts, ...details } };
  }
  const hasDamage = fault.kind === "database-loss" || damaged.length > 0;
  return { ...enough({ ...counts, hasDamage }), evidence: counts };
}

/** A payment of before that was sent again after is of before. */
function hasOtherAnswer(paymentId: string, before: readonly Operation[]): boolean {
  return before.some((each) => each.paymentId === paymentId);
}

function enough({
  before,
  after,
  damaged,
  verified,
  hasDamage,
}: Record<"before" | "after" | "damaged", number> & { verified: number | null; hasDamage: boolean }) {
  if (before < PAYMENTS_MIN || after < PAYMENTS_MIN || !hasDamage) {
    const summary = `only ${before} payments before the point, ${after} after it and ${damaged} damaged: too few to tell.`;
    return { verdict: "unknown", summary } as const;
  }
  if (verified === null) return { verdict: "unknown", summary: "no task verified what was restored." } as const;
  const summary = `all of ${before} payments before the point are there, none of ${after} after it, and no damage.`;
  return { verdict: "valid", summary } as const;
}

function idsOf(operations: readonly Operation[]): ReturnType<typeof sample> {
  return sample(operations.map(({ key, paymentId }) => ({ key, paymentId })));
}
