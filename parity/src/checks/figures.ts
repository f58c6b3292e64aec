import type { Evidence } from "./check.ts";
import { faultEffect } from "./fault-effect.ts";
import { loadCommitsOf, outageOf, percentile } from "./outage.ts";
import { recoveryParts, type RecoveryPart } from "./recovery-parts.ts";
import { lossesOf } from "./rpo.ts";
import { sharingOutage, watchEnds } from "./sharing-outage.ts";

/** What one round measured; null where it can't be known. All but counts in milliseconds. */
export interface RoundFigures {
  readonly round: number;
  readonly rtoMs: number | null;
  readonly outageMs: number | null;
  readonly outageStartUs: number | null;
  readonly outageEndUs: number | null;
  readonly resolutionMs: number | null;
  /** How `rtoMs` divides; empty where the fault's kind has no parts. */
  readonly parts: readonly RecoveryPart[];
  /** From the fault until the tasks share their rate limit again; null if that can't be known or wasn't looked at. */
  readonly rateLimitBackMs: number | null;
  /** From the fault until the steady state was back. */
  readonly healedMs: number | null;
  readonly lostPayments: number | null;
  readonly rpoMs: number | null;
  /** Attempts under way between the fault and the end of the watch that ended `fail` or `info`. */
  readonly failedAttempts: number;
  readonly unknownAttempts: number;
}

export function roundFigures(evidence: Evidence): RoundFigures[] {
  const { faults, operations, ledger, probes, load } = evidence;
  const ends = watchEnds(faults, load.endUs);
  const commits = loadCommitsOf(evidence);
  const losses = ledger.incomplete ? [] : lossesOf(evidence);
  const firstFaultUs = faults[0]?.startUs ?? 0;
  return faults.map((fault, index) => {
    const outage = outageOf(fault, firstFaultUs, commits);
    const effect = faultEffect(fault, evidence);
    const happened = effect.signs.length > 0;
    const during = operations.filter((each) => each.endUs >= fault.startUs && each.startUs <= fault.watchedUntilUs);
    return {
      round: fault.round,
      rtoMs: happened ? (outage?.rtoMs ?? null) : null,
      outageMs: happened ? (outage?.outageMs ?? null) : null,
      outageStartUs: outage?.startUs ?? null,
      outageEndUs: outage?.endUs ?? null,
      resolutionMs: outage?.resolutionMs ?? null,
      parts: recoveryParts(fault, outage?.endUs ?? null),
      rateLimitBackMs: probes.length === 0 ? null : sharingOutage(fault, probes, ends[index]!).backAfterMs,
      healedMs: fault.healedUs === null ? null : (fault.healedUs - fault.startUs) / 1_000,
      lostPayments: losses[index]?.lostPayments ?? null,
      rpoMs: losses[index]?.rpoMs ?? null,
      failedAttempts: during.filter((each) => each.outcome === "fail").length,
      unknownAttempts: during.filter((each) => each.outcome === "info").length,
    };
  });
}

/** The median over rounds; null if any round has none, for leaving out the worst would flatter. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return null;
  const sorted = known.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function maximumOf(values: readonly (number | null)[]): number | null {
  if (values.length === 0 || values.includes(null)) return null;
  return percentile(values as number[], 1);
}
