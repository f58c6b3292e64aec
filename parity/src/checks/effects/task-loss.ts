import type { FaultRecord } from "../../faults/fault-record.ts";
import type { EffectRule } from "./effect-rule.ts";

/**
 * The task that was stopped is gone and another, which wasn't there before, serves in its place. A service drains a task
 * before it stops, so clients needn't feel it; that both tasks' own logs tell of it is what a mere flag can't give.
 */
export const taskLoss: EffectRule = {
  feltBy: "nobody",
  parts: [],
  signs(fault) {
    const end = fault.observed.at(-1)?.state;
    if (!end || end["lostTask"] !== "STOPPED" || end["replacement"] === null) return [];
    return end["lostTaskLoggedItsEnd"] === true && end["replacementLoggedItsStart"] === true
      ? ["the task is gone, another serves in its place, and the logs of both tell of it"]
      : [];
  },
  milestones: (fault) => [
    ...firstSeen(fault, "lost task stopped", (state) => state["lostTask"] === "STOPPED"),
    ...firstSeen(fault, "replacement healthy", (state) => state["replacementTarget"] === "healthy"),
  ],
};

function firstSeen(
  { observed }: FaultRecord,
  name: string,
  matches: (state: FaultRecord["before"]) => boolean,
): { name: string; atUs: number }[] {
  const seen = observed.find(({ state }) => matches(state));
  return seen ? [{ name, atUs: seen.atUs }] : [];
}
