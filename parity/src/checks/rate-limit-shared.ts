import type { Probe } from "../history/probe.ts";
import type { Check, Evidence, Verdict } from "./check.ts";
import { worst } from "./check.ts";
import { sharingOutage, watchEnds } from "./sharing-outage.ts";

/** Before the fault this share of the answers must tell of the shared limit, or there is nothing to come back to. */
const SHARED_BEFORE_MIN = 0.9;

/** After a fault of the cache, the tasks share their rate limit again within the recovery time objective. */
export const rateLimitShared: Check = {
  name: "rate-limit-shared",
  claim: "The tasks share one rate limit before the fault, and again after it within the recovery time objective",
  judge({ probes, faults, load, objectives }: Evidence) {
    if (faults.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const before = answersOf(probes).filter(
      ({ endUs, startUs }) => startUs >= load.startUs && endUs < faults[0]!.startUs,
    );
    const sharedBefore = before.filter(({ store }) => store === "redis").length / Math.max(1, before.length);
    const ends = watchEnds(faults, load.endUs);
    const rounds = faults.map((fault, index) => {
      const { backAfterMs } = sharingOutage(fault, probes, ends[index]!);
      return { round: fault.round, backAfterMs, verdict: judged(backAfterMs, objectives.rtoMsMax) };
    });
    const evidence = { sharedBefore, answersBefore: before.length, rounds };
    if (sharedBefore < SHARED_BEFORE_MIN) {
      const share = `${Math.round(sharedBefore * 100)} % of ${before.length} answers`;
      return { verdict: "invalid", summary: `Only ${share} told of a shared limit before the fault.`, evidence };
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

function answersOf(probes: readonly Probe[]): Probe[] {
  return probes.filter(({ httpStatus }) => httpStatus !== null);
}

function judged(backAfterMs: number | null, rtoMsMax: number): Verdict {
  if (backAfterMs === null) return "invalid";
  return backAfterMs > rtoMsMax ? "invalid" : "valid";
}
