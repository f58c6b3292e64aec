import type { FaultRecord } from "../faults/fault-record.ts";
import { EFFECT_RULES } from "./effects/effect-rules.ts";

/** One part of the time from the fault to the first payment after it; null if it can't be told apart. */
export interface RecoveryPart {
  readonly name: string;
  readonly ms: number | null;
}

/** Event dates are whole milliseconds. */
const EVENT_ROUNDING_US = 1_000;

/**
 * Divides by the milestones of the fault's kind. Their dates may come from another clock: from the first on that doesn't
 * fall in order between the fault and the first commit, none is believed.
 */
export function recoveryParts(fault: FaultRecord, firstCommitUs: number | null): RecoveryPart[] {
  const rule = EFFECT_RULES[fault.kind];
  const isOwn = rule.milestonesOfHarness === true;
  const marks = rule
    .milestones(fault)
    .map(({ atUs }) => (isOwn && firstCommitUs !== null ? Math.min(atUs, firstCommitUs) : atUs));
  let fromUs: number | null = fault.startUs;
  return rule.parts.map((name, index) => {
    const isLast = index === rule.parts.length - 1;
    const toUs: number | null = isLast ? firstCommitUs : believed(marks[index], fromUs, firstCommitUs);
    const ms = fromUs === null || toUs === null ? null : Math.max(0, toUs - fromUs) / 1_000;
    fromUs = fromUs === null || toUs === null ? null : Math.max(fromUs, toUs);
    return { name, ms };
  });
}

function believed(atUs: number | undefined, fromUs: number | null, firstCommitUs: number | null): number | null {
  if (atUs === undefined || fromUs === null || firstCommitUs === null) return null;
  if (atUs < fromUs - EVENT_ROUNDING_US || atUs > firstCommitUs + EVENT_ROUNDING_US) return null;
  return Math.min(atUs, firstCommitUs);
}
