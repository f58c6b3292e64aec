import type { Money } from "./money.ts";
import { publicId } from "./public-id.ts";

export const payoutId = publicId("po_");

/**
 * `pending`: the amount is held. `in_transit`: the bank was asked, or is being asked. `paid`: it is with the merchant.
 * `failed`: the bank refused, and the amount is available again. `canceled`: taken back before it was sent.
 */
export const PAYOUT_STATUSES = ["pending", "in_transit", "paid", "failed", "canceled"] as const;
export type PayoutStatus = (typeof PAYOUT_STATUSES)[number];

/** Money on its way from the merchant's available balance to its bank. */
export interface Payout extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly status: PayoutStatus;
  readonly description: string | null;
  /** Why the bank refused. */
  readonly failureCode: string | null;
  readonly createdAt: Date;
}
