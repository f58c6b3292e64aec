import type { EffectRule } from "./effect-rule.ts";
import { recoverySteps } from "./recovery-steps.ts";

/** Another cache is in service under the same name. */
export const cacheRestore: EffectRule = {
  feltBy: "probes",
  parts: [],
  milestonesOfHarness: true,
  signs: ({ before, observed }) =>
    observed.some(({ state }) => state["createdAt"] !== null && state["createdAt"] !== before["createdAt"])
      ? ["another cache is in service under the same name"]
      : [],
  milestones: (fault) => recoverySteps(fault, ["restore", "cut over"]),
};
