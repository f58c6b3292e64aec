import type { FaultRecord } from "../faults/fault-record.ts";
import { tellsOfCompletion, tellsOfStart } from "./failover-events.ts";

/** How the time from the fault to the first payment divides; a part that can't be told apart is null. */
export interface RecoveryBreakdown {
  /** Fault to "failover started". */
  readonly detectMs: number | null;
  /** "Failover started" to "failover completed". */
  readonly promoteMs: number | null;
  /** "Failover completed" to the first commit. */
  readonly reconnectMs: number | null;
}

const NOTHING: RecoveryBreakdown = { detectMs: null, promoteMs: null, reconnectMs: null };
/** Event dates are whole milliseconds. */
const EVENT_ROUNDING_US = 1_000;

/**
 * Divides by the failover events of the database. Their dates come from another clock: where they don't fall in order
 * between the fault and the first commit, they are not believed.
 */
export function recoveryBreakdown(fault: FaultRecord, firstCommitUs: number | null): RecoveryBreakdown {
  const startedUs = fault.events?.find(tellsOfStart)?.atUs;
  if (startedUs === undefined || firstCommitUs === null) return NOTHING;
  if (startedUs < fault.startUs - EVENT_ROUNDING_US || startedUs > firstCommitUs) return NOTHING;
  const detectMs = Math.max(0, startedUs - fault.startUs) / 1_000;
  const completedUs = fault.events?.find(tellsOfCompletion)?.atUs;
  if (completedUs === undefined || completedUs < startedUs || completedUs > firstCommitUs + EVENT_ROUNDING_US) {
    return { ...NOTHING, detectMs };
  }
  const fromUs = Math.max(startedUs, fault.startUs);
  return {
    detectMs,
    promoteMs: (Math.min(completedUs, firstCommitUs) - fromUs) / 1_000,
    reconnectMs: Math.max(0, firstCommitUs - completedUs) / 1_000,
  };
}
