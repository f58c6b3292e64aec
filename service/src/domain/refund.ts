import type { Money } from "./money.ts";

export type RefundStatus = "succeeded";

/** Money given back of what a payment captured, in the payment's currency. */
export interface Refund extends Money {
  readonly id: string;
  readonly paymentId: string;
  readonly status: RefundStatus;
  readonly reason: string | null;
  readonly createdAt: Date;
}
