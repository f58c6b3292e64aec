import type { Payment } from "../../api/schema.ts";

export type PaymentAction = "capture" | "void" | "refund";

/** What can be done with a payment as it stands. */
export function actionsOf({ status, capturedMinor, refundedMinor }: Payment): readonly PaymentAction[] {
  switch (status) {
    case "requires_capture":
      return ["capture", "void"];
    case "succeeded":
      return refundedMinor < capturedMinor ? ["refund"] : [];
    case "requires_payment_method":
    case "requires_confirmation":
    case "requires_action":
    case "processing":
    case "canceled":
      return [];
  }
}
