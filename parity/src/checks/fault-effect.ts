import type { FaultRecord } from "../faults/fault-record.ts";
import type { Operation } from "../history/operation.ts";
import { commitsOf, distances, largest, percentile } from "./outage.ts";

/** Which signs of a failover there were, each seen from outside. */
export interface FaultEffect {
  /** The primary is described in another zone than before. */
  readonly zonesSwapped: boolean;
  readonly failoverEvents: number;
  readonly statusChanged: boolean;
  /** An attempt didn't succeed, or commits stood still or took longer than ever before the first fault. */
  readonly clientsNoticed: boolean;
}

/** A distance of commits this many times the usual 99th percentile is no chance. */
const UNUSUAL_FACTOR = 3;

export function faultEffect(fault: FaultRecord, firstFaultUs: number, operations: readonly Operation[]): FaultEffect {
  return {
    zonesSwapped: fault.observed.some(
      (state) => state.availabilityZone !== null && state.availabilityZone !== fault.before.availabilityZone,
    ),
    failoverEvents: (fault.events ?? []).filter((event) => event.categories.includes("failover")).length,
    statusChanged: fault.observed.some((state) => state.status !== fault.before.status),
    clientsNoticed: clientsNoticed(fault, firstFaultUs, operations),
  };
}

function clientsNoticed(fault: FaultRecord, firstFaultUs: number, operations: readonly Operation[]): boolean {
  const during = operations.filter((each) => each.endUs >= fault.startUs && each.startUs <= fault.watchedUntilUs);
  if (during.some((each) => each.outcome !== "ok")) return true;
  const before = operations.filter((each) => each.endUs < firstFaultUs);
  const latency = (each: Operation): number => each.endUs - each.startUs;
  const slowestBefore = largest(before.map(latency));
  if (during.some((each) => latency(each) > slowestBefore)) return true;
  const usual = distances(commitsOf(before));
  const longest = largest(distances(commitsOf(during)));
  return longest > largest(usual) || longest > UNUSUAL_FACTOR * (percentile(usual, 0.99) ?? Infinity);
}
