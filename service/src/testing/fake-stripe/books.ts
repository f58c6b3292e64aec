import { FakeDisputes } from "./disputes.ts";
import type { Form } from "./form.ts";
import { ok, refused, unexpectedState, type FakeAnswer, type FakeIntent, type FakeRefund } from "./objects.ts";

/** Beside these test payment methods of Stripe, `pm_card_visa` is approved and all others are unknown. */
const DECLINES: Readonly<Record<string, string>> = {
  pm_card_visa_chargeDeclined: "generic_decline",
  pm_card_visa_chargeDeclinedInsufficientFunds: "insufficient_funds",
};

/** What happened at the fake of Stripe, and what its API does with it. */
export class FakeBooks {
  readonly intents = new Map<string, FakeIntent>();
  readonly refunds = new Map<string, FakeRefund>();
  readonly disputes = new FakeDisputes();
  #last = 0;

  newId(prefix: string): string {
    return `${prefix}_${++this.#last}`;
  }

  createIntent(form: Form): FakeAnswer {
    const intent: FakeIntent = {
      id: this.newId("pi"),
      object: "payment_intent",
      amount: form.amount("amount") ?? 0,
      currency: form.text("currency") ?? "",
      capture_method: form.text("capture_method") ?? "automatic",
      metadata: form.members("metadata"),
      status: "requires_payment_method",
      amount_received: 0,
      payment_method: null,
      last_payment_error: null,
      next_action: null,
    };
    this.intents.set(intent.id, intent);
    return ok(intent);
  }

  confirm(intent: FakeIntent, form: Form): FakeAnswer {
    const method = form.text("payment_method") ?? intent.payment_method;
    const open = ["requires_payment_method", "requires_confirmation", "requires_action"].includes(intent.status);
    if (!open || method === null) return unexpectedState(intent);
    const authenticated = intent.status === "requires_confirmation" && method === intent.payment_method;
    intent.next_action = null;
    intent.payment_method = method;
    const declineCode = DECLINES[method];
    if (declineCode !== undefined) return this.#decline(intent, declineCode);
    if (method === "pm_card_authenticationRequired" && !authenticated) {
      intent.status = "requires_action";
      intent.next_action = {
        type: "redirect_to_url",
        redirect_to_url: { url: `https://hooks.stripe.test/${intent.id}` },
      };
    } else if (method === "pm_card_visa" || authenticated) {
      const captured = intent.capture_method === "automatic";
      intent.status = captured ? "succeeded" : "requires_capture";
      intent.amount_received = captured ? intent.amount : 0;
    } else {
      intent.payment_method = null;
      return refused(400, { type: "invalid_request_error", code: "resource_missing", param: "payment_method" });
    }
    return ok(intent);
  }

  #decline(intent: FakeIntent, declineCode: string): FakeAnswer {
    const error = { type: "card_error", code: "card_declined", decline_code: declineCode };
    Object.assign(intent, { status: "requires_payment_method", payment_method: null, last_payment_error: error });
    return refused(402, { ...error, payment_intent: structuredClone(intent) });
  }

  /** What the cardholder does with `next_action`. */
  authenticate(intent: FakeIntent, succeeds: boolean): void {
    intent.next_action = null;
    intent.status = succeeds ? "requires_confirmation" : "requires_payment_method";
    if (succeeds) return;
    intent.payment_method = null;
    intent.last_payment_error = { type: "invalid_request_error", code: "payment_intent_authentication_failure" };
  }

  capture(intent: FakeIntent, form: Form): FakeAnswer {
    if (intent.status !== "requires_capture") return unexpectedState(intent);
    intent.amount_received += form.amount("amount_to_capture") ?? intent.amount - intent.amount_received;
    intent.metadata = { ...intent.metadata, ...form.members("metadata") };
    if (form.text("final_capture") !== "false") intent.status = "succeeded";
    return ok(intent);
  }

  cancel(intent: FakeIntent): FakeAnswer {
    if (["succeeded", "canceled", "processing"].includes(intent.status)) return unexpectedState(intent);
    intent.status = intent.amount_received > 0 ? "succeeded" : "canceled";
    return ok(intent);
  }

  createRefund(form: Form): FakeAnswer {
    const intent = this.intents.get(form.text("payment_intent") ?? "");
    if (!intent) return refused(404, { type: "invalid_request_error", code: "resource_missing" });
    const amount = form.amount("amount") ?? 0;
    const refunded = this.refundsOf(intent.id).reduce((sum, each) => sum + each.amount, 0);
    if (refunded + amount > intent.amount_received) {
      return refused(400, { type: "invalid_request_error", code: "charge_already_refunded" });
    }
    const refund: FakeRefund = {
      id: this.newId("re"),
      object: "refund",
      payment_intent: intent.id,
      amount,
      metadata: form.members("metadata"),
      status: "succeeded",
    };
    this.refunds.set(refund.id, refund);
    return ok(refund);
  }

  refundsOf(intentId: string): FakeRefund[] {
    return [...this.refunds.values()].filter(({ payment_intent }) => payment_intent === intentId);
  }

  search(paymentId: string): FakeIntent[] {
    return [...this.intents.values()].filter(({ metadata }) => metadata.payment_id === paymentId);
  }
}
