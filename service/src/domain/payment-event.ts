import type { Money } from "./money.ts";

export const PAYMENT_EVENT_TYPES = [
  "created",
  "authorized",
  "captured",
  "voided",
  "refunded",
  "action_required",
  "declined",
  "expired",
  "canceled",
] as const;
export type PaymentEventType = (typeof PAYMENT_EVENT_TYPES)[number];

/** What happened to a payment, and to how much of it. */
export interface PaymentEvent extends Money {
  readonly paymentId: string;
  /** 1 for the first event of a payment. */
  readonly sequence: number;
  readonly type: PaymentEventType;
  /** Of a `refunded` event. */
  readonly refundId: string | null;
  readonly createdAt: Date;
}
