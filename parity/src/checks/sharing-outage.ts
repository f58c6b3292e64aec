import type { FaultRecord } from "../faults/fault-record.ts";
import type { Probe } from "../history/probe.ts";

/** The time after a fault in which the tasks could not share their rate limit, as answers told. */
export interface SharingOutage {
  /** From the fault's start to the first answer of a lasting return to the shared limit; 0 if no answer told otherwise. */
  readonly backAfterMs: number | null;
  /** Null if it didn't come back while it was watched. */
  readonly backUs: number | null;
}

/** So long must every answer tell of the shared limit before it counts as back: the tasks come back one by one. */
const LASTING_US = 500_000;

/** `untilUs` is when the watch over the fault ends: at the next fault, or with the load. */
export function sharingOutage(fault: FaultRecord, probes: readonly Probe[], untilUs: number): SharingOutage {
  const during = probes
    .filter(({ endUs, startUs, store }) => store !== null && endUs > fault.startUs && startUs < untilUs)
    .toSorted((a, b) => a.endUs - b.endUs);
  let lastLocalUs: number | null = null;
  for (const { endUs, store } of during) {
    if (lastLocalUs !== null && endUs - lastLocalUs > LASTING_US) break;
    if (store === "local") lastLocalUs = endUs;
  }
  if (lastLocalUs === null) return { backAfterMs: 0, backUs: fault.startUs };
  const back = during.find(({ endUs }) => endUs > lastLocalUs);
  const last = during.at(-1)!;
  if (!back || last.endUs - lastLocalUs < LASTING_US) return { backAfterMs: null, backUs: null };
  return { backAfterMs: (back.endUs - fault.startUs) / 1_000, backUs: back.endUs };
}

/** When the watch over each fault ends. */
export function watchEnds(faults: readonly FaultRecord[], loadEndUs: number): number[] {
  return faults.map((_, index) => faults[index + 1]?.startUs ?? loadEndUs);
}

/** How far back it is looked whether the limit was shared. */
const STEADY_US = 500_000;

/** The share of the answers just before an instant that told of a limit that all tasks share; 0 if there were none. */
export function sharedBefore(probes: readonly Probe[], atUs: number): { share: number; answers: number } {
  const recent = probes.filter(
    ({ endUs, httpStatus }) => httpStatus !== null && endUs > atUs - STEADY_US && endUs <= atUs,
  );
  const shared = recent.filter(({ store }) => store === "redis").length;
  return { share: recent.length === 0 ? 0 : shared / recent.length, answers: recent.length };
}
