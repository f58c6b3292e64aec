import type { Posting } from "../domain/ledger.ts";
import type { PaymentEvent } from "../domain/payment-event.ts";
import type { Payment } from "../domain/payment.ts";
import type { RateDecision, RatePolicy } from "../domain/rate-limit.ts";
import type { Refund } from "../domain/refund.ts";
import type { Page } from "./page.ts";
import type { PaymentFilter } from "./payment-filter.ts";

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface PaymentStore {
  find(merchantId: string, paymentId: string): Promise<Payment | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page, filter: PaymentFilter): Promise<readonly Payment[]>;
  /** Newest first; undefined if there is no such payment. */
  refunds(merchantId: string, paymentId: string): Promise<readonly Refund[] | undefined>;
  /** Oldest first; undefined if there is no such payment. */
  events(merchantId: string, paymentId: string): Promise<readonly PaymentEvent[] | undefined>;
}

export interface ExportedPayment extends Payment {
  readonly idempotencyKey: string;
}

export interface ExportedPosting extends Posting {
  readonly paymentId: string;
  /** 1 for the first posting of a payment. */
  readonly sequence: number;
  readonly currency: string;
  readonly createdAt: Date;
}

export interface ExportedRefund extends Refund {
  readonly idempotencyKey: string;
}

export interface ExportEnd {
  readonly type: "end";
  readonly payments: number;
  readonly refunds: number;
  readonly postings: number;
  readonly asOf: Date;
}

export type ExportBatch =
  | { readonly type: "payments"; readonly rows: readonly ExportedPayment[] }
  | { readonly type: "refunds"; readonly rows: readonly ExportedRefund[] }
  | { readonly type: "postings"; readonly rows: readonly ExportedPosting[] }
  | ExportEnd;

export interface LedgerSnapshot {
  /** Everything of the merchant as of one instant, in batches, read no faster than they are taken. */
  read(merchantId: string): AsyncIterable<ExportBatch>;
}

export interface RateLimiterDecision extends RateDecision {
  /** Whether the limit is shared over all tasks (`redis`) or this task's own. */
  readonly store: "redis" | "local";
}

export interface RateLimiter {
  /** Counts a request of the caller, if it is let through. Never throws. */
  take(caller: string, policy: RatePolicy): Promise<RateLimiterDecision>;
}
