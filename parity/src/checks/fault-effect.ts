import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import type { Evidence } from "./check.ts";
import { EFFECT_RULES } from "./effects/effect-rules.ts";
import { commitsOf, largest, loadCommitsOf, outageOf, percentile } from "./outage.ts";
import { sharedBefore } from "./sharing-outage.ts";

/** What was seen of a fault's effect, each from outside. */
export interface FaultEffect {
  /** What only the effect itself explains; empty if it didn't happen. */
  readonly signs: readonly string[];
  /** The description changed in some way. */
  readonly describedChanged: boolean;
  /** An attempt didn't succeed, commits stood still between milestones, or something took longer than ever before. */
  readonly clientsNoticed: boolean;
}

type Seen = Pick<Evidence, "operations" | "probes" | "load" | "stalls" | "faults">;

export function faultEffect(fault: FaultRecord, seen: Seen): FaultEffect {
  return {
    signs: EFFECT_RULES[fault.kind].signs(fault),
    describedChanged: fault.observed.length > 0,
    clientsNoticed: clientsNoticed(fault, seen),
  };
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Longer than ever before the first fault and this many times the 99th percentile: hardly chance. */
const UNUSUAL_FACTOR = 2;
/** No promotion of a standby is quicker: the best of 91 that were measured took 53 ms. */
const FELT_US_MIN = 30_000;

function clientsNoticed(fault: FaultRecord, seen: Seen): boolean {
  const { operations, stalls, faults, load } = seen;
  const firstFaultUs = faults[0]!.startUs;
  const during = operations.filter((each) => each.endUs >= fault.startUs && each.startUs <= fault.watchedUntilUs);
  if (during.some((each) => each.outcome !== "ok")) return true;
  if (stoodStill(fault, firstFaultUs, seen)) return true;
  if (probesNoticed(fault, seen)) return true;
  const before = operations.filter((each) => each.startUs >= load.startUs && each.endUs < firstFaultUs);
  const unusual = (usual: readonly Span[], spans: readonly Span[]): boolean => {
    const lengths = usual.map(lengthOf);
    const usualUs = percentile(lengths, 0.99) ?? Infinity;
    const limitUs = Math.max(largest(lengths), UNUSUAL_FACTOR * usualUs, FELT_US_MIN);
    return spans.some((span) => lengthWithoutStalls(span, stalls) > limitUs);
  };
  return unusual(before, during) || unusual(commitGaps(before), commitGaps(during));
}

/** Probes that the cache served just before the fault weren't served by it any more. */
function probesNoticed(fault: FaultRecord, { probes }: Seen): boolean {
  const during = probes.filter(({ startUs, endUs }) => endUs > fault.startUs && startUs <= fault.watchedUntilUs);
  const unserved = during.filter(({ store }) => store !== "redis").length;
  return unserved > UNUSUAL_FACTOR * (1 - sharedBefore(probes, fault.startUs).share) * during.length;
}

/** This share of the time that the API gives for the promotion must have passed without a commit. */
const PROMOTION_SHARE_MIN = 0.5;

/** The outage coincides with the first two milestones as the API dates them: on a busy machine a better sign than its length. */
function stoodStill(fault: FaultRecord, firstFaultUs: number, seen: Seen): boolean {
  const outage = outageOf(fault, firstFaultUs, loadCommitsOf(seen));
  if (!outage?.outageMs || outage.endUs === null) return false;
  const span = { startUs: outage.startUs, endUs: outage.endUs };
  const [started, completed] = EFFECT_RULES[fault.kind].milestones(fault);
  const startedUs = started?.atUs;
  const completedUs = completed?.atUs;
  if (startedUs === undefined || completedUs === undefined || completedUs - startedUs < FELT_US_MIN) return false;
  if (lengthWithoutStalls(span, seen.stalls) < FELT_US_MIN) return false;
  const sharedUs = Math.min(span.endUs, completedUs) - Math.max(span.startUs, startedUs);
  return sharedUs >= PROMOTION_SHARE_MIN * (completedUs - startedUs);
}

function commitGaps(operations: readonly Operation[]): Span[] {
  const commits = commitsOf(operations);
  return commits.slice(1).map((endUs, index) => ({ startUs: commits[index]!, endUs }));
}

/** What is left of a span without the time in which the harness itself stood still, which isn't the system's. */
function lengthWithoutStalls(span: Span, stalls: readonly Span[]): number {
  const overlaps = stalls.map((stall) => Math.min(stall.endUs, span.endUs) - Math.max(stall.startUs, span.startUs));
  return lengthOf(span) - overlaps.reduce((sum, overlap) => sum + Math.max(0, overlap), 0);
}

const lengthOf = (span: Span): number => span.endUs - span.startUs;
