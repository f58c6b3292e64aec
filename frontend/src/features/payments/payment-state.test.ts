import { expect, test } from "vitest";
import type { Payment } from "../../api/schema.ts";
import { paymentState } from "./payment-state.ts";

test.each([
  ["requires_capture", 0, 0, "to-capture"],
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
  };
  expect(paymentState(payment)).toBe(state);
});
