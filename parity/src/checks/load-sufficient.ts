import type { Check } from "./check.ts";
import { commitsOf } from "./outage.ts";

const COMMITS_MIN = 20;

/** Guards the other checks against passing for want of anything to look at. */
export const loadSufficient: Check = {
  name: "load-sufficient",
  claim: `At least ${COMMITS_MIN} payments committed before and after every fault`,
  judge({ operations, faults, load }) {
    const commits = commitsOf(operations);
    const between = (fromUs: number, toUs: number): number => commits.filter((at) => at >= fromUs && at < toUs).length;
    const rounds = faults.map((fault, index) => ({
      round: fault.round,
      before: between(faults[index - 1]?.watchedUntilUs ?? load.startUs, fault.startUs),
      after: between(fault.effectiveUs ?? fault.startUs, faults[index + 1]?.startUs ?? load.endUs + 1),
    }));
    const poor = rounds.find((round) => round.before < COMMITS_MIN || round.after < COMMITS_MIN);
    if (poor) {
      const summary = `Round ${poor.round} had ${poor.before} commits before and ${poor.after} after its fault: too few to judge.`;
      return { verdict: "unknown", summary, evidence: { rounds } };
    }
    if (rounds.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: { rounds } };
    return { verdict: "valid", summary: `${commits.length} payments committed under load.`, evidence: { rounds } };
  },
};
