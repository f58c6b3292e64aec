import type { Answer } from "./test-service.ts";

/** A request as the model knows it; `payment` counts from 0 in the order of creation. */
export type ModelRequest = { readonly key: string } & (
  | { readonly op: "create"; readonly amountMinor: number; readonly captureMethod?: "automatic" | "manual" }
  | { readonly op: "capture" | "refunds"; readonly payment: number; readonly amountMinor?: number }
  | { readonly op: "void"; readonly payment: number }
);

export interface ModelPayment {
  readonly amountMinor: number;
  status: "requires_capture" | "succeeded" | "canceled";
  capturedMinor: number;
  readonly refunds: number[];
  readonly events: [type: string, amountMinor: number][];
}

/** An error's status and code, or the status of a success, which is `replayed` or new. */
export type ModelAnswer =
  { readonly status: number; readonly code: string } | { readonly status: number; readonly replayOf: string | null };

const NOT_FOUND = { status: 404, code: "payment_not_found" };
const STATE_INVALID = { status: 409, code: "payment_state_invalid" };
const TOO_LARGE = { status: 422, code: "amount_too_large" };

/** What the service should do, in memory and one request at a time; written from the API and not from the code. */
export class PaymentModel {
  readonly payments: ModelPayment[] = [];
  readonly #keys = new Map<string, { readonly request: string; readonly status: number; text: string }>();

  /** `answer` is what the service gave, kept for the replays that follow. */
  apply(request: ModelRequest, answer: Answer): ModelAnswer {
    const same = JSON.stringify({ captureMethod: request.op === "create" ? "automatic" : null, ...request });
    const known = this.#keys.get(request.key);
    if (known && known.request !== same) return { status: 422, code: "idempotency_key_reused" };
    if (known) return { status: known.status, replayOf: known.text };
    const refused = this.#change(request);
    if (refused) return refused;
    const status = request.op === "create" || request.op === "refunds" ? 201 : 200;
    this.#keys.set(request.key, { request: same, status, text: answer.text });
    return { status, replayOf: null };
  }

  /** What speaks against the request, if anything; else it is done. */
  #change(request: ModelRequest): ModelAnswer | undefined {
    if (request.op === "create") {
      this.#create(request.amountMinor, request.captureMethod === "manual");
      return undefined;
    }
    const payment = this.payments[request.payment];
    if (!payment) return NOT_FOUND;
    if (request.op === "refunds") return refund(payment, request.amountMinor);
    if (payment.status !== "requires_capture") return STATE_INVALID;
    if (request.op === "capture") return capture(payment, request.amountMinor);
    payment.status = "canceled";
    payment.events.push(["voided", payment.amountMinor]);
    return undefined;
  }

  #create(amountMinor: number, manual: boolean): void {
    const payment: ModelPayment = {
      amountMinor,
      status: "requires_capture",
      capturedMinor: 0,
      refunds: [],
      events: [
        ["created", amountMinor],
        ["authorized", amountMinor],
      ],
    };
    this.payments.push(payment);
    if (!manual) capture(payment, amountMinor);
  }
}

function capture(payment: ModelPayment, amountMinor = payment.amountMinor): ModelAnswer | undefined {
  if (amountMinor > payment.amountMinor) return TOO_LARGE;
  payment.status = "succeeded";
  payment.capturedMinor = amountMinor;
  payment.events.push(["captured", amountMinor]);
  return undefined;
}

function refund(payment: ModelPayment, amountMinor?: number): ModelAnswer | undefined {
  if (payment.status !== "succeeded") return STATE_INVALID;
  const left = payment.capturedMinor - sum(payment.refunds);
  if (left === 0 || (amountMinor ?? left) > left) return TOO_LARGE;
  payment.refunds.push(amountMinor ?? left);
  payment.events.push(["refunded", amountMinor ?? left]);
  return undefined;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
