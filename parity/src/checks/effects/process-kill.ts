import type { EffectRule } from "./effect-rule.ts";

/** Another process runs in the killed one's place. */
export const processKill: EffectRule = {
  feltBy: "nobody",
  parts: [],
  signs: ({ before, observed }) =>
    observed.some(({ state }) => state["pid"] !== before["pid"]) ? ["another process took the killed one's place"] : [],
  milestones: ({ observed }) => observed.map(({ atUs }) => ({ name: "revived", atUs })),
};
