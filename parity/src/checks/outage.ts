import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import type { Evidence } from "./check.ts";
import { cutOverOf } from "./fate.ts";
import { EFFECT_RULES } from "./effects/effect-rules.ts";

/** The write outage that one fault caused, as the clients saw it. */
export interface Outage {
  /** The later of the fault's start and the last commit before the outage. */
  readonly startUs: number;
  /** The first commit after it; null if none came while the clients watched. */
  readonly endUs: number | null;
  /** From `startUs` to `endUs`; 0 if it can't be told from the ordinary distance of two commits. */
  readonly outageMs: number | null;
  /** From the fault's start to `endUs`, or `outageMs` if payments needn't feel the fault; 0 if there was no outage. */
  readonly rtoMs: number | null;
  /**
   * Outages shorter than this can't be seen: 99th percentile of the distance of two commits before the first fault, or
   * the greatest one for a fault that payments needn't feel, which is watched for so long that chance has its turn.
   */
  readonly resolutionMs: number;
}

/** Instants at which clients learnt of a fresh commit, in order. A replayed answer repeats an old commit: no proof. */
export function commitsOf(operations: readonly Operation[]): number[] {
  return operations
    .filter((operation) => operation.type === "create-payment" && operation.outcome === "ok" && !operation.replayed)
    .map((operation) => operation.endUs)
    .sort((a, b) => a - b);
}

/** The commits under load, without those of its warm-up, which is slow for reasons of its own. */
export function loadCommitsOf({ operations, load }: Pick<Evidence, "operations" | "load">): number[] {
  return commitsOf(operations).filter((at) => at >= load.startUs);
}

/**
 * The outage that starts with a fault: the longest time without a commit that begins between the fault's start and the
 * end of the watch over it, so that a hiccup long after recovery isn't taken for it; where something is restored, between
 * the beginning of the cut-over and that end. Null if there is too little before
 * the fault to compare with.
 */
export function outageOf(fault: FaultRecord, firstFaultUs: number, commits: readonly number[]): Outage | null {
  const isFelt = EFFECT_RULES[fault.kind].feltBy === "payments";
  const resolutionUs = percentile(distances(commits.filter((at) => at < firstFaultUs)), isFelt ? 0.99 : 1);
  if (resolutionUs === null) return null;
  const resolutionMs = resolutionUs / 1_000;
  const fromUs = cutOverOf(fault)?.startUs ?? fault.startUs;
  let longest = { startUs: fromUs, endUs: fromUs };
  const after = commits.filter((at) => at > fromUs);
  let startUs = fromUs;
  for (const endUs of after) {
    if (startUs > fault.watchedUntilUs) break;
    if (endUs - startUs > longest.endUs - longest.startUs) longest = { startUs, endUs };
    startUs = endUs;
  }
  const lastUs = after.at(-1) ?? fromUs;
  if (lastUs <= fault.watchedUntilUs && fault.watchedUntilUs - lastUs > longest.endUs - longest.startUs) {
    return { startUs: lastUs, endUs: null, outageMs: null, rtoMs: null, resolutionMs };
  }
  const lengthUs = longest.endUs - longest.startUs;
  if (lengthUs <= resolutionUs) return { ...longest, outageMs: 0, rtoMs: 0, resolutionMs };
  const rtoUs = isFelt ? longest.endUs - fault.startUs : lengthUs;
  return { ...longest, outageMs: lengthUs / 1_000, rtoMs: rtoUs / 1_000, resolutionMs };
}

export function distances(instants: readonly number[]): number[] {
  return instants.slice(1).map((at, index) => at - instants[index]!);
}

/** Nearest rank; null of nothing. */
export function percentile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** 0 of nothing. Not Math.max(...values), which a long history would overflow the stack with. */
export function largest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}
