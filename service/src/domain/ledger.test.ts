import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { capturePostings } from "./ledger.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "./money.ts";
import { capturedPayment } from "./payment.ts";

test("a capture debits the provider and credits the merchant with the same amount", () => {
  assert(
    property(integer({ min: AMOUNT_MINOR_MIN, max: AMOUNT_MINOR_MAX }), (amountMinor) => {
      const terms = { id: "p", merchantId: "m", currency: "EUR", description: null, createdAt: new Date(0) };
      const postings = capturePostings(capturedPayment({ ...terms, amountMinor }));
      expect(postings.map((posting) => posting.amountMinor)).toEqual([amountMinor, -amountMinor]);
      expect(postings.map((posting) => posting.account)).toEqual(["provider_clearing", "merchant_pending"]);
    }),
  );
});
