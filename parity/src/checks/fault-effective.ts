import type { Check, Evidence, Judgement } from "./check.ts";
import { worst } from "./check.ts";
import { faultEffect, type FaultEffect } from "./fault-effect.ts";

/**
 * The no-op detector: a fault that changed nothing proves nothing, so a run with one is invalid. A failover that the API
 * reports but that no client noticed is unknown: a quick failover and a mere status flag look alike from outside.
 */
export const faultEffective: Check = {
  name: "fault-effective",
  claim: "The fault really happened: the API shows a failover and the clients felt it",
  judge(evidence: Evidence): Judgement {
    const { faults } = evidence;
    if (faults.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const rounds = faults.map((fault) => {
      const effect = faultEffect(fault, evidence);
      return { round: fault.round, ...judged(effect), ...effect };
    });
    const verdict = worst(rounds.map((round) => round.verdict));
    const telling = rounds.find((round) => round.verdict === verdict)!;
    return { verdict, summary: `Round ${telling.round}: ${telling.why}`, evidence: { rounds } };
  },
};

function judged(effect: FaultEffect): { verdict: Judgement["verdict"]; why: string } {
  if (!effect.zonesSwapped && effect.failoversCompleted === 0) {
    if (!effect.statusChanged && !effect.clientsNoticed) {
      return { verdict: "invalid", why: "the fault changed nothing that could be observed." };
    }
    return {
      verdict: "invalid",
      why: "something was disturbed, but neither the zones nor an event tell of a failover.",
    };
  }
  if (!effect.clientsNoticed) {
    return { verdict: "unknown", why: "the API reports a failover, but no client noticed any; it may be a mere flag." };
  }
  const signs = effect.zonesSwapped ? "the zones swapped" : `${effect.failoversCompleted} events tell of it`;
  return { verdict: "valid", why: `${signs} and the clients felt it.` };
}
