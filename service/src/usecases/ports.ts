import type { Principal } from "../domain/access.ts";
import type { StoredAnswer } from "../domain/idempotency.ts";
import type { Posting } from "../domain/ledger.ts";
import type { Payment } from "../domain/payment.ts";

/** A payment with everything that is committed together with it, or not at all. */
export interface NewPayment {
  readonly payment: Payment;
  readonly postings: readonly Posting[];
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly answer: StoredAnswer;
}

export type CreateOutcome =
  | { readonly kind: "created" | "replayed"; readonly answer: StoredAnswer }
  | { readonly kind: "key_reused" | "in_flight" };

export interface PaymentPage {
  readonly limit: number;
  /** Only payments older than this one (a UUID). */
  readonly before?: string;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface PaymentStore {
  create(newPayment: NewPayment): Promise<CreateOutcome>;
  find(merchantId: string, paymentId: string): Promise<Payment | undefined>;
  /** Newest first. */
  list(merchantId: string, page: PaymentPage): Promise<readonly Payment[]>;
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

export type ExportBatch =
  | { readonly type: "payments"; readonly rows: readonly ExportedPayment[] }
  | { readonly type: "postings"; readonly rows: readonly ExportedPosting[] }
  | { readonly type: "end"; readonly payments: number; readonly postings: number; readonly asOf: Date };

export interface LedgerSnapshot {
  /** Everything of the merchant as of one instant, in batches, read no faster than they are taken. */
  read(merchantId: string): AsyncIterable<ExportBatch>;
}

export interface User extends Principal {
  readonly passwordHash: string;
}

export interface UserDirectory {
  /** `email` in lower case. */
  findByEmail(email: string): Promise<User | undefined>;
}
