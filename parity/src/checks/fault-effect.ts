import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import type { Evidence } from "./check.ts";
import { commitsOf, largest, percentile } from "./outage.ts";

/** Which signs of a failover there were, each seen from outside. */
export interface FaultEffect {
  /** The primary is described in another zone than before. */
  readonly zonesSwapped: boolean;
  /** Events that tell of a completed failover. One that was begun or abandoned changed nothing. */
  readonly failoversCompleted: number;
  readonly statusChanged: boolean;
  /** An attempt didn't succeed, or commits stood still or took longer than ever before the first fault. */
  readonly clientsNoticed: boolean;
}

type Seen = Pick<Evidence, "operations" | "stalls" | "faults">;

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

function tellsOfCompletion({ categories, message }: NonNullable<FaultRecord["events"]>[0]): boolean {
  return categories.includes("failover") && /complete/i.test(message);
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
}

/** Longer than ever before the first fault and this many times the 99th percentile: hardly chance. */
const UNUSUAL_FACTOR = 2;
/** No promotion of a standby is quicker: the best of 91 that were measured took 53 ms. */
const FELT_US_MIN = 30_000;

function clientsNoticed(fault: FaultRecord, { operations, stalls, faults }: Seen): boolean {
  const firstFaultUs = faults[0]!.startUs;
  const during = operations.filter((each) => each.endUs >= fault.startUs && each.startUs <= fault.watchedUntilUs);
  if (during.some((each) => each.outcome !== "ok")) return true;
  const before = operations.filter((each) => each.endUs < firstFaultUs);
  const unusual = (usual: readonly Span[], spans: readonly Span[]): boolean => {
    const lengths = usual.map(lengthOf);
    const usualUs = percentile(lengths, 0.99) ?? Infinity;
    const limitUs = Math.max(largest(lengths), UNUSUAL_FACTOR * usualUs, FELT_US_MIN);
    return spans.some((span) => lengthOf(span) > limitUs && !ownStall(span, stalls));
  };
  return unusual(before, during) || unusual(commitGaps(before), commitGaps(during));
}

function commitGaps(operations: readonly Operation[]): Span[] {
  const commits = commitsOf(operations);
  return commits.slice(1).map((endUs, index) => ({ startUs: commits[index]!, endUs }));
}

/** Most of the span passed while the harness stood still: whatever it shows isn't the system's. */
function ownStall(span: Span, stalls: readonly Span[]): boolean {
  const overlaps = stalls.map((stall) => Math.min(stall.endUs, span.endUs) - Math.max(stall.startUs, span.startUs));
  const stalledUs = overlaps.reduce((sum, overlap) => sum + Math.max(0, overlap), 0);
  return stalledUs > lengthOf(span) / 2;
}

const lengthOf = (span: Span): number => span.endUs - span.startUs;
