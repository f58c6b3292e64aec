import type { Check, Evidence } from "./check.ts";
import { isRestored } from "./fate.ts";

/** The recovery point that an archive promises: how far the latest restorable time is behind, as the API tells it. */
export const pointRestorable: Check = {
  name: "point-restorable",
  claim: "The latest restorable time passes the point that is wanted, and is never behind by more than the objective",
  judge({ faults, objectives }: Evidence) {
    const rounds = faults
      .filter(isRestored)
      .flatMap(({ round, recovery: { restorable } }) => (restorable ? [{ round, ...restorable }] : []));
    const evidence = { objectiveMs: objectives.rpoMsMax, rounds };
    if (rounds.length === 0) return { verdict: "unknown", summary: "No archive was looked at.", evidence };
    const never = rounds.find(({ reached }) => !reached);
    if (never) {
      const summary = `Round ${never.round}: the point never became restorable; the archive was ${never.lagMsMax} ms behind in the end.`;
      return { verdict: "invalid", summary, evidence };
    }
    const lagMsMax = rounds.reduce((most, round) => Math.max(most, round.lagMsMax), 0);
    const verdict = lagMsMax > objectives.rpoMsMax ? "invalid" : "valid";
    return { verdict, summary: `The archive was at most ${lagMsMax} ms behind.`, evidence };
  },
};
