import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import type { Evidence } from "./check.ts";
import { tellsOfCompletion, tellsOfStart } from "./failover-events.ts";
import { commitsOf, largest, loadCommitsOf, outageOf, percentile } from "./outage.ts";

/** Which signs of a failover there were, each seen from outside. */
export interface FaultEffect {
  /** The primary is described in another zone than before. */
  readonly zonesSwapped: boolean;
  /** Events that tell of a completed failover. One that was begun or abandoned changed nothing. */
  readonly failoversCompleted: number;
  readonly statusChanged: boolean;
  /** An attempt didn't succeed, commits stood still during the promotion, or something took longer than ever before. */
  readonly clientsNoticed: boolean;
}

type Seen = Pick<Evidence, "operations" | "load" | "stalls" | "faults">;

export function faultEffect(fault: FaultRecord, seen: Seen): FaultEffect {
  return {
    zonesSwapped: fault.observed.some(
      (state) => state.availabilityZone !== null && state.availabilityZone !== fault.before.availabilityZone,
    ),
    failoversCompleted: (fault.events ?? []).filter(tellsOfCompletion).length,
    statusChanged: fault.observed.some((state) => state.status !== fault.before.status),
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
  const before = operations.filter((each) => each.startUs >= load.startUs && each.endUs < firstFaultUs);
  const unusual = (usual: readonly Span[], spans: readonly Span[]): boolean => {
    const lengths = usual.map(lengthOf);
    const usualUs = percentile(lengths, 0.99) ?? Infinity;
    const limitUs = Math.max(largest(lengths), UNUSUAL_FACTOR * usualUs, FELT_US_MIN);
    return spans.some((span) => lengthWithoutStalls(span, stalls) > limitUs);
  };
  return unusual(before, during) || unusual(commitGaps(before), commitGaps(during));
}

/** This share of the time that the API gives for the promotion must have passed without a commit. */
const PROMOTION_SHARE_MIN = 0.5;

/** The outage coincides with the promotion as the API dates it: on a busy machine a better sign than its length. */
function stoodStill(fault: FaultRecord, firstFaultUs: number, seen: Seen): boolean {
  const outage = outageOf(fault, firstFaultUs, loadCommitsOf(seen));
  if (!outage?.outageMs || outage.endUs === null) return false;
  const span = { startUs: outage.startUs, endUs: outage.endUs };
  const startedUs = fault.events?.find(tellsOfStart)?.atUs;
  const completedUs = fault.events?.find(tellsOfCompletion)?.atUs;
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
