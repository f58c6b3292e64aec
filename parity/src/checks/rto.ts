import type { FaultRecord } from "../faults/fault-record.ts";
import type { Check, Evidence, Judgement, Verdict } from "./check.ts";
import { worst } from "./check.ts";
import { faultEffect } from "./fault-effect.ts";
import { loadCommitsOf, outageOf } from "./outage.ts";

interface Round {
  readonly round: number;
  readonly verdict: Verdict;
  readonly why: string;
  readonly rtoMs: number | null;
}

/** Recovery time: from the fault's start to the first commit after the outage that starts with it. */
export const rto: Check = {
  name: "rto",
  claim: "Payments commit again within the recovery time objective",
  judge(evidence): Judgement {
    const { faults, objectives } = evidence;
    const firstFaultUs = faults[0]?.startUs;
    if (firstFaultUs === undefined) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const commits = loadCommitsOf(evidence);
    const rounds = faults.map((fault): Round => judgedRound(fault, firstFaultUs, commits, evidence));
    const verdict = worst(rounds.map((round) => round.verdict));
    const [telling] = rounds
      .filter((round) => round.verdict === verdict)
      .sort((a, b) => (b.rtoMs ?? 0) - (a.rtoMs ?? 0));
    const summary = `Round ${telling!.round}: ${telling!.why}`;
    return { verdict, summary, evidence: { objectiveMs: objectives.rtoMsMax, rounds } };
  },
};

function judgedRound(fault: FaultRecord, firstFaultUs: number, commits: readonly number[], evidence: Evidence): Round {
  const { round } = fault;
  const { rtoMsMax } = evidence.objectives;
  const outage = outageOf(fault, firstFaultUs, commits);
  if (!outage)
    return { round, rtoMs: null, verdict: "unknown", why: "too few payments before the fault to compare with." };
  const { rtoMs } = outage;
  if (rtoMs === null) {
    const watchedMs = (evidence.load.endUs - fault.startUs) / 1_000;
    const why = `no payment committed in the ${Math.round(watchedMs)} ms that were watched after the fault.`;
    return { round, rtoMs, verdict: watchedMs > rtoMsMax ? "invalid" : "unknown", why };
  }
  if (rtoMs > rtoMsMax) {
    return { round, rtoMs, verdict: "invalid", why: `${rtoMs} ms, over the objective of ${rtoMsMax} ms.` };
  }
  const effect = faultEffect(fault, evidence);
  if (effect.signs.length === 0) {
    return { round, rtoMs: null, verdict: "unknown", why: "the fault had no effect to recover from." };
  }
  const why =
    rtoMs === 0
      ? `no outage longer than ${outage.resolutionMs} ms was seen.`
      : rtoMs === outage.outageMs
        ? `payments stood still for ${rtoMs} ms.`
        : `first payment ${rtoMs} ms after the fault's start.`;
  return { round, rtoMs, verdict: "valid", why };
}
