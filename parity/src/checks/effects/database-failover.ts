import type { FaultRecord } from "../../faults/fault-record.ts";
import type { EffectRule } from "./effect-rule.ts";
import { tellsOfCompletion, tellsOfStart } from "./failover-events.ts";

/** The primary is described in another zone than before, or events tell of a completed failover. */
export const databaseFailover: EffectRule = {
  feltBy: "payments",
  parts: ["detect", "promote", "reconnect"],
  signs(fault) {
    const completed = (fault.events ?? []).filter(tellsOfCompletion).length;
    return [
      ...(zonesSwapped(fault) ? ["the zones swapped"] : []),
      // One that was begun or abandoned changed nothing.
      ...(completed > 0 ? [`${completed} events tell of a completed failover`] : []),
    ];
  },
  milestones({ events }) {
    const started = events?.find(tellsOfStart);
    const completed = events?.find(tellsOfCompletion);
    return [
      ...(started ? [{ name: "failover started", atUs: started.atUs }] : []),
      ...(started && completed ? [{ name: "completed", atUs: completed.atUs }] : []),
    ];
  },
};

function zonesSwapped({ before, observed }: FaultRecord): boolean {
  const zoneBefore = before["availabilityZone"];
  return observed.some(({ state }) => state["availabilityZone"] !== null && state["availabilityZone"] !== zoneBefore);
}
