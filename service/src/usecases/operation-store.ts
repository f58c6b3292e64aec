import type { StoredAnswer } from "../domain/idempotency.ts";
import type { LedgerEntry } from "../domain/ledger.ts";
import type { OperationKind } from "../domain/payment-changes.ts";
import type { PaymentStatus, PaymentTerms } from "../domain/payment.ts";
import type { ProviderOperation, ProviderOutcome } from "./payment-provider.ts";

interface NewOperation {
  /** A UUID; also the refund's own id. */
  readonly operationId: string;
  readonly merchantId: string;
  readonly paymentId: string;
  readonly at: Date;
  readonly idempotencyKey: string;
  readonly requestHash: Buffer;
  readonly answerStatus: number;
  /** Of charges. */
  readonly provider: string;
  readonly paymentMethod: string | null;
  /** Nobody else works on the operation for so long. */
  readonly leaseMs: number;
}

export interface NewPaymentOperation extends NewOperation, PaymentTerms {
  readonly status: PaymentStatus;
  /** UUIDs; both null for a payment of nobody in particular. */
  readonly customerId: string | null;
  readonly paymentMethodId: string | null;
}

export interface NewChangeOperation extends NewOperation {
  readonly kind: OperationKind;
  readonly from: readonly PaymentStatus[];
  /** Null for all that is left. */
  readonly amountMinor: number | null;
  readonly final: boolean;
  readonly reason: string | null;
}

export type BeginOutcome =
  | { readonly kind: "begun" | "resumed"; readonly operation: ProviderOperation }
  | { readonly kind: "done" | "replayed"; readonly answer: StoredAnswer }
  | { readonly kind: "key_reused" | "in_flight" | "busy" }
  | Refusal;

/** Nothing was begun, and the key is not used up. */
export type Refusal =
  | { readonly kind: "not_found" | "too_many_refunds" | "payment_method_missing" | "needs_approval" }
  | { readonly kind: "state_invalid"; readonly status: PaymentStatus }
  | { readonly kind: "amount_too_large"; readonly availableMinor: number };

export interface Settlement {
  readonly operation: ProviderOperation;
  readonly outcome: ProviderOutcome;
  readonly entry: LedgerEntry | null;
  /** The answer to the merchant if it failed; else the payment, for a refund the refund. */
  readonly failureBody: string | null;
  readonly at: Date;
}

/** `leased`: somebody is asking the provider. */
export type OpenOperation =
  { readonly kind: "taken"; readonly operation: ProviderOperation } | { readonly kind: "leased" | "none" };

/** Where it is recorded what providers are asked for, and what they answer. All methods throw `database_unavailable`, `overloaded`. */
export interface OperationStore {
  /** `not_found` if the customer was deleted or the customer's method detached. */
  create(payment: NewPaymentOperation): Promise<BeginOutcome>;
  change(change: NewChangeOperation): Promise<BeginOutcome>;
  /** The answer that is stored now; null for what no merchant asked for. */
  settle(settlement: Settlement): Promise<StoredAnswer | null>;
  /** Operations that nobody works on any longer; the caller works on them for `leaseMs`. */
  takeOver(options: {
    readonly olderThanMs: number;
    readonly leaseMs: number;
    readonly limit: number;
  }): Promise<readonly ProviderOperation[]>;
  /** The payment's own, however young, unless somebody works on it. */
  takeOverOf(merchantId: string, paymentId: string, leaseMs: number): Promise<OpenOperation>;
  /** Begins to void authorizations that are past their time. Gives how many. */
  expire(limit: number): Promise<number>;
  /** Operations that are not settled and older than this. */
  countUnsettled(olderThanMs: number): Promise<number>;
}
