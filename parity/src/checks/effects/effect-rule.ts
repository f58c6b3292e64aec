import type { FaultRecord } from "../../faults/fault-record.ts";

/** How the effect of one kind of fault is recognised. Pure functions of what was recorded. */
export interface EffectRule {
  /** What the APIs showed that only the effect itself explains, each a clause; empty if they showed nothing of the kind. */
  signs(fault: FaultRecord): readonly string[];
  /**
   * Who feels the real effect. Felt by none of them, it may be a mere flag. One that a sound system hides from everybody
   * must have a sign that a flag can't give.
   */
  readonly feltBy: "payments" | "probes" | "nobody";
  /** How the system says that it got over the fault, in order; the first is always there before the next. */
  milestones(fault: FaultRecord): readonly Milestone[];
  /** They are of the harness's own clock: one that comes after the first payment was only noticed late. */
  readonly milestonesOfHarness?: true;
  /** Names of the parts into which milestones divide the recovery time: one more than there are milestones; or none. */
  readonly parts: readonly string[];
}

export interface Milestone {
  readonly name: string;
  readonly atUs: number;
}
