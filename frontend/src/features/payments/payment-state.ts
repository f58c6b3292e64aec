import type { Payment } from "../../api/schema.ts";

export type PaymentState =
  "unpaid" | "waiting" | "processing" | "to-capture" | "succeeded" | "partly-refunded" | "refunded" | "voided";

/** How a payment stands, in the words of the page: the service's status says nothing of refunds. */
export function paymentState({ status, capturedMinor, refundedMinor }: Payment): PaymentState {
  switch (status) {
    case "requires_payment_method":
    case "requires_confirmation":
      return "unpaid";
    case "requires_action":
      return "waiting";
    case "processing":
      return "processing";
    case "requires_capture":
      return "to-capture";
    case "canceled":
      return "voided";
    case "succeeded":
      if (refundedMinor === 0) return "succeeded";
      return refundedMinor < capturedMinor ? "partly-refunded" : "refunded";
  }
}
