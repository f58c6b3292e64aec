import type { Money } from "./money.ts";

export type PaymentStatus = "succeeded";

export interface Payment extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly status: PaymentStatus;
  readonly description: string | null;
  /** At most `amountMinor`. */
  readonly capturedMinor: number;
  /** At most `capturedMinor`. */
  readonly refundedMinor: number;
  readonly createdAt: Date;
}

export interface PaymentTerms extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly description: string | null;
  readonly createdAt: Date;
}

/** A payment that is authorized and captured in full in one step. */
export function capturedPayment(terms: PaymentTerms): Payment {
  return { ...terms, status: "succeeded", capturedMinor: terms.amountMinor, refundedMinor: 0 };
}
