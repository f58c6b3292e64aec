import { expect, test } from "vitest";
import type { Payment } from "../../api/schema.ts";
import { paymentState } from "./payment-state.ts";

test.each([
  ["requires_capture", 0, 0, "to-capture"],
  ["requires_payment_method", 0, 0, "unpaid"],
  ["requires_confirmation", 0, 0, "unpaid"],
  ["requires_action", 0, 0, "waiting"],
  ["processing", 0, 0, "processing"],
  ["canceled", 0, 0, "voided"],
  ["succeeded", 1000, 0, "succeeded"],
  ["succeeded", 1000, 1, "partly-refunded"],
  ["succeeded", 400, 400, "refunded"],
] as const)("%s with %i captured and %i refunded is %s", (status, capturedMinor, refundedMinor, state) => {
  const payment: Payment = {
    id: "pay_1",
    status,
    captureMethod: "manual",
    amountMinor: 1000,
    currency: "EUR",
    description: null,
    capturedMinor,
    refundedMinor,
    createdAt: "2026-11-24T10:00:00.000Z",
    paymentMethod: "pm_card_visa",
    statementDescriptor: null,
    metadata: {},
    nextAction: null,
    lastError: null,
    authorizedUntil: null,
    customerId: null,
    paymentMethodId: null,
  };
  expect(paymentState(payment)).toBe(state);
});
