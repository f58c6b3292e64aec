import { CAPTURE_ENTRY, REFUND_ENTRY, type LedgerEntry } from "./ledger.ts";
import type { PaymentStatus } from "./payment.ts";

/** What a provider is asked for: a `charge` captures too unless that is done by hand. */
export type OperationKind = "charge" | "capture" | "void" | "refund";

/** What a merchant asks for. */
export type PaymentChange = "confirm" | "capture" | "void" | "cancel" | "refund";

export interface ChangeRule {
  readonly kind: OperationKind;
  /** The statuses in which the change may begin. */
  readonly from: readonly PaymentStatus[];
}

export const PAYMENT_CHANGES: Readonly<Record<PaymentChange, ChangeRule>> = {
  confirm: { kind: "charge", from: ["requires_payment_method", "requires_confirmation", "requires_action"] },
  capture: { kind: "capture", from: ["requires_capture"] },
  void: { kind: "void", from: ["requires_capture"] },
  cancel: {
    kind: "void",
    from: ["requires_payment_method", "requires_confirmation", "requires_action", "requires_capture"],
  },
  refund: { kind: "refund", from: ["succeeded"] },
};

/** What an operation posts for its amount when money moves. */
export const OPERATION_ENTRIES: Readonly<Record<OperationKind, LedgerEntry | null>> = {
  charge: CAPTURE_ENTRY,
  capture: CAPTURE_ENTRY,
  void: null,
  refund: REFUND_ENTRY,
};

/** So that a payment's refunds, postings and events can be read at once; the database refuses more. */
export const REFUNDS_MAX = 100;
