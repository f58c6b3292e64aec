import type { Answer } from "./test-service.ts";

export const MODEL_METHODS = {
  approved: "pm_card_visa",
  declined: "pm_card_chargeDeclined",
  asked: "pm_card_authenticationRequired",
} as const;
type Method = (typeof MODEL_METHODS)[keyof typeof MODEL_METHODS];

/** A request as the model knows it; `payment` counts from 0 in the order of creation. */
export type ModelRequest = { readonly key: string } & (
  | {
      readonly op: "create";
      readonly amountMinor: number;
      readonly captureMethod?: "automatic" | "manual";
      readonly paymentMethod?: Method | null;
      readonly confirm?: boolean;
    }
  | { readonly op: "capture"; readonly payment: number; readonly amountMinor?: number; readonly final?: boolean }
  | { readonly op: "refunds"; readonly payment: number; readonly amountMinor?: number }
  | { readonly op: "confirm"; readonly payment: number; readonly paymentMethod?: Method }
  | { readonly op: "void" | "cancel"; readonly payment: number }
  /** What the cardholder does; takes no key. */
  | { readonly op: "simulated-action"; readonly payment: number; readonly succeeds: boolean }
);

export interface ModelPayment {
  readonly amountMinor: number;
  readonly isManual: boolean;
  status: string;
  method: Method | null;
  /** What became of what the cardholder was asked for; undefined if nothing was. */
  action: "waiting" | "done" | "failed" | undefined;
  capturedMinor: number;
  readonly captures: number[];
  readonly refunds: number[];
  readonly events: [type: string, amountMinor: number][];
}

/** An error's status and code, or the status of what is kept for the key, which is `replayOf` something or new. */
export type ModelAnswer =
  { readonly status: number; readonly code: string } | { readonly status: number; readonly replayOf: string | null };

const NOT_FOUND = { status: 404, code: "payment_not_found" };
const STATE_INVALID = { status: 409, code: "payment_state_invalid" };
const TOO_LARGE = { status: 422, code: "amount_too_large" };
const NO_METHOD = { status: 422, code: "payment_method_missing" };

/** What the service should do, in memory and one request at a time; written from the API and not from the code. */
export class PaymentModel {
  readonly payments: ModelPayment[] = [];
  readonly #keys = new Map<string, { readonly request: string; readonly status: number; text: string }>();

  /** `answer` is what the service gave, kept for the replays that follow. */
  apply(request: ModelRequest, answer: Answer): ModelAnswer {
    if (request.op === "simulated-action") return this.#act(request.payment, request.succeeds);
    const same = JSON.stringify(request.op === "create" ? meaningOf(request) : { final: true, ...request });
    const known = this.#keys.get(request.key);
    if (known && known.request !== same) return { status: 422, code: "idempotency_key_reused" };
    if (known) return { status: known.status, replayOf: known.text };
    const result = this.#change(request);
    if (typeof result === "object") return result;
    this.#keys.set(request.key, { request: same, status: result, text: answer.text });
    return { status: result, replayOf: null };
  }

  /** The status of the answer, which is then the key's; or what speaks against the request. */
  #change(request: Exclude<ModelRequest, { op: "simulated-action" }>): number | ModelAnswer {
    if (request.op === "create") return this.#create(request);
    const payment = this.payments[request.payment];
    if (!payment) return NOT_FOUND;
    switch (request.op) {
      case "refunds":
        return refund(payment, request.amountMinor);
      case "capture":
        return capture(payment, request.amountMinor, request.final ?? true);
      case "confirm":
        return confirm(payment, request.paymentMethod);
      case "void":
      case "cancel":
        return release(payment, request.op);
    }
  }

  #create(request: Extract<ModelRequest, { op: "create" }>): number {
    const { amountMinor, paymentMethod: method } = meaningOf(request);
    const payment: ModelPayment = {
      ...{ amountMinor, method, isManual: request.captureMethod === "manual", action: undefined, capturedMinor: 0 },
      ...{ status: "", captures: [], refunds: [], events: [["created", amountMinor]] },
    };
    this.payments.push(payment);
    if (method === null) payment.status = "requires_payment_method";
    else if (request.confirm === false) payment.status = "requires_confirmation";
    else return charge(payment, method) ? 201 : 402;
    return 201;
  }

  #act(index: number, succeeds: boolean): ModelAnswer {
    const payment = this.payments[index];
    if (!payment) return NOT_FOUND;
    if (payment.action !== "waiting") return STATE_INVALID;
    payment.action = succeeds ? "done" : "failed";
    return { status: 204, replayOf: null };
  }
}

/** The request with what it leaves out, in a fixed order. */
function meaningOf({
  key,
  amountMinor,
  captureMethod,
  paymentMethod,
  confirm = true,
}: Extract<ModelRequest, { op: "create" }>) {
  const method = paymentMethod === undefined && confirm ? MODEL_METHODS.approved : (paymentMethod ?? null);
  const isGiven = paymentMethod !== undefined || confirm;
  return {
    key,
    op: "create",
    amountMinor,
    captureMethod: captureMethod ?? "automatic",
    paymentMethod: method,
    isGiven,
    confirm,
  };
}

/** True if the provider accepts or asks the cardholder. */
function charge(payment: ModelPayment, method: Method): boolean {
  payment.method = method;
  payment.action = method === MODEL_METHODS.asked ? "waiting" : undefined;
  if (method === MODEL_METHODS.declined) return decline(payment);
  if (method === MODEL_METHODS.asked) return ask(payment);
  return authorize(payment);
}

function authorize(payment: ModelPayment): true {
  payment.action = undefined;
  payment.events.push(["authorized", payment.amountMinor]);
  payment.status = "requires_capture";
  if (!payment.isManual) capture(payment, undefined, true);
  return true;
}

function ask(payment: ModelPayment): true {
  payment.status = "requires_action";
  payment.events.push(["action_required", payment.amountMinor]);
  return true;
}

function decline(payment: ModelPayment): false {
  payment.status = "requires_payment_method";
  payment.action = undefined;
  payment.events.push(["declined", payment.amountMinor]);
  return false;
}

function confirm(payment: ModelPayment, method?: Method): number | ModelAnswer {
  if (!["requires_payment_method", "requires_confirmation", "requires_action"].includes(payment.status)) {
    return STATE_INVALID;
  }
  if (payment.status === "requires_action" && method === undefined) {
    if (payment.action === "waiting") ask(payment);
    else if (payment.action === "done") authorize(payment);
    else return decline(payment) ? 200 : 402;
    return 200;
  }
  const chosen = method ?? payment.method;
  if (chosen === null) return NO_METHOD;
  return charge(payment, chosen) ? 200 : 402;
}

function capture(payment: ModelPayment, amountMinor: number | undefined, final: boolean): number | ModelAnswer {
  if (payment.status !== "requires_capture") return STATE_INVALID;
  const left = payment.amountMinor - payment.capturedMinor;
  if ((amountMinor ?? left) > left) return TOO_LARGE;
  payment.capturedMinor += amountMinor ?? left;
  payment.captures.push(amountMinor ?? left);
  payment.events.push(["captured", amountMinor ?? left]);
  if (final || payment.capturedMinor === payment.amountMinor) payment.status = "succeeded";
  return 200;
}

function release(payment: ModelPayment, op: "void" | "cancel"): number | ModelAnswer {
  if (payment.status === "requires_capture") {
    payment.events.push(["voided", payment.amountMinor - payment.capturedMinor]);
    payment.status = payment.capturedMinor > 0 ? "succeeded" : "canceled";
    return 200;
  }
  const open = ["requires_payment_method", "requires_confirmation", "requires_action"].includes(payment.status);
  if (op === "void" || !open) return STATE_INVALID;
  payment.events.push(["canceled", payment.amountMinor]);
  payment.status = "canceled";
  payment.action = undefined;
  return 200;
}

function refund(payment: ModelPayment, amountMinor?: number): number | ModelAnswer {
  if (payment.status !== "succeeded") return STATE_INVALID;
  const left = payment.capturedMinor - sum(payment.refunds);
  if (left === 0 || (amountMinor ?? left) > left) return TOO_LARGE;
  payment.refunds.push(amountMinor ?? left);
  payment.events.push(["refunded", amountMinor ?? left]);
  return 201;
}

export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
