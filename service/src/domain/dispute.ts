import type { Money } from "./money.ts";
import { publicId } from "./public-id.ts";

export const disputeId = publicId("dp_");

/**
 * `needs_response`: the merchant's evidence is awaited. `under_review`: the bank decides. `won`: the amount is the
 * merchant's again. `lost`: the cardholder keeps it.
 */
export const DISPUTE_STATUSES = ["needs_response", "under_review", "won", "lost"] as const;
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];

/** Money of a payment that its cardholder wants back through the bank. It is set aside until that is decided. */
export interface Dispute extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly paymentId: string;
  readonly provider: string;
  /** What the provider calls it. */
  readonly reference: string;
  readonly status: DisputeStatus;
  /** The provider's word, such as `fraudulent` or `product_not_received`. */
  readonly reason: string;
  /** What the merchant answered, or is answering. */
  readonly evidence: string | null;
  /** What is answered later is lost. */
  readonly evidenceDueAt: Date | null;
  readonly createdAt: Date;
}
