/** What the fake of Stripe keeps of a PaymentIntent. */
export interface FakeIntent {
  readonly id: string;
  readonly object: "payment_intent";
  readonly amount: number;
  readonly currency: string;
  readonly capture_method: string;
  metadata: Readonly<Record<string, string>>;
  status: string;
  amount_received: number;
  payment_method: string | null;
  last_payment_error: object | null;
  next_action: object | null;
}

export interface FakeRefund {
  readonly id: string;
  readonly object: "refund";
  readonly payment_intent: string;
  readonly amount: number;
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
  failure_reason?: string;
}

export interface FakeDispute {
  readonly id: string;
  readonly object: "dispute";
  readonly payment_intent: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  status: string;
  readonly evidence: { uncategorized_text: string | null };
  readonly evidence_details: { readonly due_by: number; submission_count: number };
}

/** An answer of Stripe's API; an error has its body's `error`. */
export interface FakeAnswer {
  readonly status: number;
  readonly body: object;
}

export const ok = (body: object): FakeAnswer => ({ status: 200, body: structuredClone(body) });

export function refused(status: number, error: Readonly<Record<string, unknown>>): FakeAnswer {
  return { status, body: { error } };
}

export function unexpectedState(intent: FakeIntent): FakeAnswer {
  return refused(400, {
    type: "invalid_request_error",
    code: "payment_intent_unexpected_state",
    message: `The PaymentIntent has a status of ${intent.status}.`,
  });
}
