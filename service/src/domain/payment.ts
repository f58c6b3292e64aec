import type { Money } from "./money.ts";

/**
 * `requires_capture`: the amount is authorized, nothing has moved. `succeeded`: captured, in full or in part; stays so
 * when it is refunded, as with Stripe. `canceled`: the authorization was voided.
 */
export const PAYMENT_STATUSES = ["requires_capture", "succeeded", "canceled"] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** `automatic`: with the authorization; `manual`: by a request of its own. */
export const CAPTURE_METHODS = ["automatic", "manual"] as const;
export type CaptureMethod = (typeof CAPTURE_METHODS)[number];

export interface Payment extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly status: PaymentStatus;
  readonly captureMethod: CaptureMethod;
  readonly description: string | null;
  /** At most `amountMinor`; what is not captured is released by the one capture. */
  readonly capturedMinor: number;
  /** At most `capturedMinor`. */
  readonly refundedMinor: number;
  readonly createdAt: Date;
}

export interface PaymentTerms extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly captureMethod: CaptureMethod;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** A payment as it begins: authorized, and captured in full in the same step unless that is done by hand. */
export function newPayment(terms: PaymentTerms): Payment {
  const captured = terms.captureMethod === "automatic";
  return {
    ...terms,
    status: captured ? "succeeded" : "requires_capture",
    capturedMinor: captured ? terms.amountMinor : 0,
    refundedMinor: 0,
  };
}

/** Nothing can change it any more: the authorization is released, or all that was captured is given back. */
export function isFinal({ status, capturedMinor, refundedMinor }: Payment): boolean {
  return status === "canceled" || (status === "succeeded" && capturedMinor === refundedMinor);
}
