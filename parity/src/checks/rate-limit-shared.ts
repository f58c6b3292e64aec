import type { Check, Evidence, Verdict } from "./check.ts";
import { worst } from "./check.ts";
import { sharedBefore, sharingOutage, watchEnds } from "./sharing-outage.ts";

/** Just before the fault this share of the answers must tell of the shared limit, or there is nothing to come back to. */
const SHARED_BEFORE_MIN = 0.9;

/** After a fault of the cache, the tasks share their rate limit again within the recovery time objective. */
export const rateLimitShared: Check = {
  name: "rate-limit-shared",
  claim: "The tasks share one rate limit before the fault, and again after it within the recovery time objective",
  judge({ probes, faults, load, objectives }: Evidence) {
    if (faults.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const ends = watchEnds(faults, load.endUs);
    const rounds = faults.map((fault, index) => {
      const before = sharedBefore(probes, fault.startUs);
      const { backAfterMs } = sharingOutage(fault, probes, ends[index]!);
      return { round: fault.round, before, backAfterMs, verdict: judged(backAfterMs, objectives.rtoMsMax) };
    });
    const evidence = { rounds };
    const unshared = rounds.find(({ before }) => before.share < SHARED_BEFORE_MIN);
    if (unshared) {
      const share = `${Math.round(unshared.before.share * 100)} % of ${unshared.before.answers} answers`;
      const summary = `Round ${unshared.round}: only ${share} told of a shared limit just before the fault.`;
      return { verdict: "invalid", summary, evidence };
    }
    const verdict = worst(rounds.map((round) => round.verdict));
    const telling = rounds
      .filter((round) => round.verdict === verdict)
      .reduce((most, round) => ((round.backAfterMs ?? 0) > (most.backAfterMs ?? 0) ? round : most));
    const summary =
      telling.backAfterMs === null
        ? `Round ${telling.round}: the limit was not shared again while it was watched.`
        : `Round ${telling.round}: shared again ${telling.backAfterMs} ms after the fault's start.`;
    return { verdict, summary, evidence };
  },
};

function judged(backAfterMs: number | null, rtoMsMax: number): Verdict {
  if (backAfterMs === null) return "invalid";
  return backAfterMs > rtoMsMax ? "invalid" : "valid";
}
