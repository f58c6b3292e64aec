import type { Check, Evidence, Judgement } from "./check.ts";
import { worst } from "./check.ts";
import { EFFECT_RULES } from "./effects/effect-rules.ts";
import { faultEffect, type FaultEffect } from "./fault-effect.ts";

/**
 * The no-op detector: a fault that changed nothing proves nothing, so a run with one is invalid. Where clients must feel
 * the effect, one that the API reports but that no client noticed is unknown: it may be a mere status flag.
 */
export const faultEffective: Check = {
  name: "fault-effective",
  claim: "The fault really happened: the APIs show its effect and, where it can be felt, the clients felt it",
  judge(evidence: Evidence): Judgement {
    const { faults } = evidence;
    if (faults.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const rounds = faults.map((fault) => {
      const effect = faultEffect(fault, evidence);
      return { round: fault.round, ...judged(effect, EFFECT_RULES[fault.kind].feltBy !== "nobody"), ...effect };
    });
    const verdict = worst(rounds.map((round) => round.verdict));
    const telling = rounds.find((round) => round.verdict === verdict)!;
    return { verdict, summary: `Round ${telling.round}: ${telling.why}`, evidence: { rounds } };
  },
};

function judged(effect: FaultEffect, mustBeFelt: boolean): { verdict: Judgement["verdict"]; why: string } {
  const signs = effect.signs.join(", and ");
  if (signs === "") {
    if (!effect.describedChanged && !effect.clientsNoticed) {
      return { verdict: "invalid", why: "the fault changed nothing that could be observed." };
    }
    return { verdict: "invalid", why: "something was disturbed, but nothing tells of the fault's own effect." };
  }
  if (!mustBeFelt) return { verdict: "valid", why: `${signs}.` };
  if (effect.clientsNoticed) return { verdict: "valid", why: `${signs}, and the clients felt it.` };
  return { verdict: "unknown", why: `${signs}, but no client noticed anything; it may be a mere flag.` };
}
