import type { Operation } from "../history/operation.ts";
import type { FaultRecord } from "../faults/fault-record.ts";
import type { Check, Evidence } from "./check.ts";
import { lostAcknowledgements } from "./lost-acknowledgements.ts";
import { largest } from "./outage.ts";

/** What one fault cost in acknowledged payments. */
export interface Loss {
  readonly round: number;
  readonly lostPayments: number;
  /** 0 if nothing was lost; null if something was but no commit survived to measure from. */
  readonly rpoMs: number | null;
}

/**
 * Losses by fault. A lost payment belongs to the fault that was being watched, or came next, when it was acknowledged
 * (the last one if it came after all); the time runs from the last surviving acknowledgement before the first lost one
 * to the fault's start, or to the last lost acknowledgement if clients got one even after that.
 */
export function lossesOf(evidence: Pick<Evidence, "operations" | "ledger" | "faults">): Loss[] {
  const lost = lostAcknowledgements(evidence);
  const lostNames = new Set(lost.map(name));
  const byFault = Map.groupBy(lost, (operation) => faultOf(operation, evidence.faults));
  return evidence.faults.map((fault) => {
    const own = byFault.get(fault) ?? [];
    if (own.length === 0) return { round: fault.round, lostPayments: 0, rpoMs: 0 };
    const firstLostUs = own.reduce((first, each) => Math.min(first, each.endUs), Infinity);
    const lastLostUs = largest(own.map((each) => each.endUs));
    const surviving = evidence.operations.filter(
      (each) => each.outcome === "ok" && each.endUs <= firstLostUs && !lostNames.has(name(each)),
    );
    const lastSurvivingUs = surviving.length > 0 ? largest(surviving.map((each) => each.endUs)) : null;
    const rpoMs = lastSurvivingUs === null ? null : (Math.max(fault.startUs, lastLostUs) - lastSurvivingUs) / 1_000;
    return { round: fault.round, lostPayments: own.length, rpoMs };
  });
}

/** Recovery point: how much acknowledged time a fault cost. That *any* payment is missing is `no-lost-ack`'s to judge. */
export const rpo: Check = {
  name: "rpo",
  claim: "Acknowledged payments that a fault cost span less than the recovery point objective",
  judge(evidence) {
    const { ledger, faults, objectives } = evidence;
    if (ledger.incomplete) return { verdict: "unknown", summary: ledger.incomplete, evidence: {} };
    if (faults.length === 0) return { verdict: "unknown", summary: "No fault was injected.", evidence: {} };
    const rounds = lossesOf(evidence);
    const details = { objectiveMs: objectives.rpoMsMax, rounds };
    if (rounds.some((round) => round.rpoMs === null)) {
      return { verdict: "unknown", summary: "No payment survived to measure the loss from.", evidence: details };
    }
    const rpoMs = Math.max(...rounds.map((round) => round.rpoMs!));
    const lost = rounds.reduce((sum, round) => sum + round.lostPayments, 0);
    const verdict = rpoMs > objectives.rpoMsMax ? "invalid" : "valid";
    const summary = `${lost} acknowledged payments lost, spanning at most ${rpoMs} ms; the objective is ${objectives.rpoMsMax} ms.`;
    return { verdict, summary, evidence: details };
  },
};

const name = ({ key, paymentId }: Operation): string => `${key} ${paymentId}`;

function faultOf(operation: Operation, faults: readonly FaultRecord[]): FaultRecord | undefined {
  return faults.find((fault) => operation.endUs <= fault.watchedUntilUs) ?? faults.at(-1);
}
