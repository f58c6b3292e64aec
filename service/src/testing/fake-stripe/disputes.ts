import type { Form } from "./form.ts";
import { ok, refused, type FakeAnswer, type FakeDispute } from "./objects.ts";

const DAY_S = 24 * 3_600;

/** The disputes at the fake of Stripe, and what its API does with them. */
export class FakeDisputes {
  readonly #disputes = new Map<string, FakeDispute>();

  /** What a cardholder does. */
  open(terms: Pick<FakeDispute, "id" | "payment_intent" | "amount" | "currency" | "status">): FakeDispute {
    const dispute: FakeDispute = {
      ...terms,
      object: "dispute",
      reason: "fraudulent",
      evidence: { uncategorized_text: null },
      evidence_details: { due_by: Math.floor(Date.now() / 1_000) + 7 * DAY_S, submission_count: 0 },
    };
    this.#disputes.set(dispute.id, dispute);
    return dispute;
  }

  find(id: string): FakeDispute | undefined {
    return this.#disputes.get(id);
  }

  submit(dispute: FakeDispute, form: Form): FakeAnswer {
    if (dispute.status !== "needs_response") return notOpen();
    dispute.evidence.uncategorized_text = form.members("evidence").uncategorized_text ?? null;
    if (form.text("submit") === "true") {
      dispute.status = "under_review";
      dispute.evidence_details.submission_count++;
    }
    return ok(dispute);
  }

  close(dispute: FakeDispute): FakeAnswer {
    if (dispute.status !== "needs_response") return notOpen();
    dispute.status = "lost";
    return ok(dispute);
  }
}

function notOpen(): FakeAnswer {
  return refused(400, { type: "invalid_request_error", message: "This dispute is not open." });
}
