import type { FaultRecord } from "../../faults/fault-record.ts";
import type { Milestone } from "./effect-rule.ts";

/** Ends of the operator's steps, as many of `names` as came about in their order. */
export function recoverySteps({ recovery }: FaultRecord, names: readonly string[]): Milestone[] {
  const milestones: Milestone[] = [];
  for (const name of names) {
    const step = recovery?.command?.steps.find((each) => each.name === name);
    if (!step) break;
    milestones.push({ name: `${name} done`, atUs: step.endUs });
  }
  return milestones;
}
