import type { StoredAnswer } from "../domain/idempotency.ts";
import type { Payout, PayoutStatus } from "../domain/payout.ts";
import type { Page } from "./page.ts";

export interface NewPayout {
  /** UUIDs of the payout and of the transfers at its beginning and its end. */
  readonly id: string;
  readonly transferId: string;
  readonly endTransferId: string;
  readonly merchantId: string;
  readonly currency: string;
  /** Null for all that is available. */
  readonly amountMinor: number | null;
  readonly description: string | null;
  readonly at: Date;
  /** From when on it may be sent; until then it can be canceled. */
  readonly dueAt: Date;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly answerStatus: number;
}

export type CreatePayoutOutcome =
  | { readonly kind: "done" | "replayed"; readonly answer: StoredAnswer }
  | { readonly kind: "key_reused" | "in_flight" | "needs_approval" }
  | { readonly kind: "amount_too_large"; readonly availableMinor: number };

export interface PayoutFilter {
  readonly status?: PayoutStatus | undefined;
  readonly currency?: string | undefined;
}

export interface PayoutJudgement {
  /** What will be paid out. */
  readonly amountMinor: number;
  readonly needsApproval: boolean;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface PayoutStore {
  create(payout: NewPayout): Promise<CreatePayoutOutcome>;
  /** Undefined if no rule is for it or its key was used before. `amountMinor` null for all that is available. */
  judge(
    merchantId: string,
    payout: { readonly currency: string; readonly amountMinor: number | null; readonly idempotencyKey: string },
  ): Promise<PayoutJudgement | undefined>;
  find(merchantId: string, payoutId: string): Promise<Payout | undefined>;
  /** Newest first. */
  list(merchantId: string, page: Page, filter: PayoutFilter): Promise<readonly Payout[]>;
  /** Gives the status that it has now; undefined if there is no such payout. Only a pending one is canceled. */
  cancel(merchantId: string, payoutId: string, at: Date): Promise<PayoutStatus | undefined>;
  /** Payouts to send, or to ask the bank about again; nobody else gets them for `leaseMs`. */
  take(options: { readonly at: Date; readonly leaseMs: number; readonly limit: number }): Promise<readonly Payout[]>;
  /** Records the bank's definite answer; `failureCode` null if it paid. Repeating it changes nothing. */
  end(payout: Payout, failureCode: string | null, at: Date): Promise<void>;
}

/** What a bank says of a payout that it was asked to make. */
export type BankAnswer =
  | { readonly kind: "paid" }
  | { readonly kind: "failed"; readonly code: string }
  /** It has taken it and not decided; ask again. */
  | { readonly kind: "processing" }
  /** No answer, or none that can be understood: it may have paid. Ask again. */
  | { readonly kind: "unknown"; readonly cause: unknown };

export interface Bank {
  /** Pays once per payout id however often it is called. Never throws. */
  pay(payout: Payout): Promise<BankAnswer>;
}
