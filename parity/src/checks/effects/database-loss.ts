import { databaseRestore } from "./database-restore.ts";
import type { EffectRule } from "./effect-rule.ts";

/** The database was beyond repair, and another is in service under the same name. */
export const databaseLoss: EffectRule = {
  ...databaseRestore,
  parts: ["detect", ...databaseRestore.parts],
  signs: (fault) =>
    fault.observed.some(({ state }) => state["status"] === "failed")
      ? ["the database was described as failed", ...databaseRestore.signs(fault)]
      : [],
  milestones: (fault) => [
    ...fault.observed
      .filter(({ state }) => state["status"] === "failed")
      .slice(0, 1)
      .map(({ atUs }) => ({ name: "detected", atUs })),
    ...databaseRestore.milestones(fault),
  ],
};
