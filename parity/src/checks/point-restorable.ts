import type { Check, Evidence } from "./check.ts";
import { isRestored } from "./fate.ts";
import { maximumOf } from "./figures.ts";

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
      const archive =
        never.lagMsMax === null
          ? "there was no latest restorable time"
          : `the archive was ${never.lagMsMax} ms behind in the end`;
      const summary = `Round ${never.round}: the point never became restorable; ${archive}.`;
      return { verdict: "invalid", summary, evidence };
    }
    const lagMsMax = maximumOf(rounds.map((round) => round.lagMsMax));
    if (lagMsMax === null) {
      return { verdict: "unknown", summary: "How far the archive was behind was never told.", evidence };
    }
    const verdict = lagMsMax > objectives.rpoMsMax ? "invalid" : "valid";
    return { verdict, summary: `The archive was at most ${lagMsMax} ms behind.`, evidence };
  },
};
