import type { Payment } from "../../api/schema.ts";

export type PaymentState = "to-capture" | "succeeded" | "partly-refunded" | "refunded" | "voided";

/** How a payment stands, in the words of the page: the service's status says nothing of refunds. */
export function paymentState({ status, capturedMinor, refundedMinor }: Payment): PaymentState {
  switch (status) {
    case "requires_capture":
      return "to-capture";
    case "canceled":
      return "voided";
    case "succeeded":
      if (refundedMinor === 0) return "succeeded";
      return refundedMinor < capturedMinor ? "partly-refunded" : "refunded";
  }
}
