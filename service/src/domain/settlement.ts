import { publicId } from "./public-id.ts";

export const settlementId = publicId("stl_");

/** What of a merchant's payments in one currency became available in one go. */
export interface Settlement {
  readonly id: string;
  readonly merchantId: string;
  readonly currency: string;
  /** Everything until the end of this day (UTC) is in it or in one before, as `2026-11-25`. */
  readonly day: string;
  /** 1 for the first of the day. */
  readonly number: number;
  /** Captured less refunded; negative if more was refunded. */
  readonly grossMinor: number;
  readonly feeMinor: number;
  /** `grossMinor` less `feeMinor`. */
  readonly netMinor: number;
  readonly lineCount: number;
  readonly createdAt: Date;
}

/** A capture or a refund in a settlement. */
export interface SettlementLine {
  readonly paymentId: string;
  /** Tells the postings of a payment apart. */
  readonly sequence: number;
  /** To the merchant: positive for a capture, negative for a refund. */
  readonly amountMinor: number;
  readonly feeMinor: number;
}
