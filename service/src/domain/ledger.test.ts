import { expect, test } from "vitest";
import { CAPTURE_ENTRY, postingsOf, REFUND_ENTRY } from "./ledger.ts";

test("a capture debits the provider and credits the merchant with the same amount", () => {
  expect(postingsOf(CAPTURE_ENTRY, 1050)).toEqual([
    { account: "provider_clearing", amountMinor: 1050 },
    { account: "merchant_pending", amountMinor: -1050 },
  ]);
});

test("a refund is the opposite of the capture of its amount", () => {
  expect(postingsOf(REFUND_ENTRY, 1050).toReversed()).toEqual(postingsOf(CAPTURE_ENTRY, -1050));
});
