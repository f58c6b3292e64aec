import { CAPTURE_ENTRY, REFUND_ENTRY, type LedgerEntry } from "./ledger.ts";
import type { PaymentStatus } from "./payment.ts";

export type PaymentChange = "capture" | "void" | "refund";

export interface ChangeRule {
  /** The statuses in which the change is legal. */
  readonly from: readonly PaymentStatus[];
  readonly to: PaymentStatus;
  /** What the change posts for its amount; null if no money moves. */
  readonly entry: LedgerEntry | null;
}

/** Every change that a payment may undergo; the database refuses all others (`payment_transition` in the migrations). */
export const PAYMENT_CHANGES: Readonly<Record<PaymentChange, ChangeRule>> = {
  capture: { from: ["requires_capture"], to: "succeeded", entry: CAPTURE_ENTRY },
  void: { from: ["requires_capture"], to: "canceled", entry: null },
  refund: { from: ["succeeded"], to: "succeeded", entry: REFUND_ENTRY },
};

/** So that a payment's refunds, postings and events can be read at once; the database refuses more. */
export const REFUNDS_MAX = 100;
