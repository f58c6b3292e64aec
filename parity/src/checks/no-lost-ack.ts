import { sample, type Check } from "./check.ts";
import { lostAcknowledgements } from "./lost-acknowledgements.ts";

/** Durability: what the service acknowledged is in the database afterwards. */
export const noLostAck: Check = {
  name: "no-lost-ack",
  claim: "Every acknowledged payment is in the ledger afterwards",
  judge(evidence) {
    const { ledger, operations } = evidence;
    const acknowledged = operations.filter((operation) => operation.outcome === "ok").length;
    if (ledger.incomplete) return { verdict: "unknown", summary: ledger.incomplete, evidence: { acknowledged } };
    const lost = lostAcknowledgements(evidence);
    if (lost.length === 0) {
      const summary = `All ${acknowledged} acknowledgements are in the ledger.`;
      return { verdict: "valid", summary, evidence: { acknowledged, lost: 0 } };
    }
    return {
      verdict: "invalid",
      summary: `${lost.length} acknowledged payments are missing, the first ${lost[0]!.paymentId} acknowledged at ${lost[0]!.end}.`,
      evidence: {
        acknowledged,
        lost: lost.length,
        ...sample(lost.map(({ key, paymentId, end }) => ({ key, paymentId, acknowledgedAt: end }))),
      },
    };
  },
};
