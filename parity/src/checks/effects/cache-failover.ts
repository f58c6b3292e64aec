import type { FaultRecord } from "../../faults/fault-record.ts";
import type { EffectRule } from "./effect-rule.ts";

const COMPLETED = /^Failover from primary node \S+ to replica node \S+ completed/i;

/**
 * Another node has the primary's role. Whether clients felt it is seen by a probe of what the cache serves, for payments
 * must not depend on it.
 */
export const cacheFailover: EffectRule = {
  feltBy: "probes",
  parts: [],
  signs(fault) {
    const completed = (fault.events ?? []).filter(({ message }) => COMPLETED.test(message)).length;
    return [
      ...(primaryMoved(fault) ? ["another node is the primary"] : []),
      ...(completed > 0 ? [`${completed} events tell of a completed failover`] : []),
    ];
  },
  milestones: ({ events }) => {
    const completed = events?.find(({ message }) => COMPLETED.test(message));
    return completed ? [{ name: "failover completed", atUs: completed.atUs }] : [];
  },
};

function primaryMoved({ before, observed }: FaultRecord): boolean {
  return observed.some(({ state }) => state["primary"] !== null && state["primary"] !== before["primary"]);
}
