import type { EffectRule } from "./effect-rule.ts";
import { recoverySteps } from "./recovery-steps.ts";

/** Another database is in service under the same name. */
export const databaseRestore: EffectRule = {
  feltBy: "payments",
  parts: ["restore", "verify", "cut over", "first payment"],
  milestonesOfHarness: true,
  signs: ({ before, observed }) =>
    observed.some(({ state }) => state["status"] === "available" && state["resourceId"] !== before["resourceId"])
      ? ["another database is in service under the same name"]
      : [],
  milestones: (fault) => recoverySteps(fault, ["restore", "verify", "cut over"]),
};
