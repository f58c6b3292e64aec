import { expect, test } from "vitest";
import { fromStripeAmount, toStripeAmount } from "./amount.ts";

test.each([
  ["EUR", 1050, 1050],
  ["JPY", 500, 500],
  ["BHD", 5120, 5120],
  ["ISK", 5, 500],
  ["UGX", 5, 500],
  ["MGA", 300, 3],
])("an amount in %s of %i is %i to Stripe, and back", (currency, amountMinor, amount) => {
  expect(toStripeAmount(amountMinor, currency)).toBe(amount);
  expect(fromStripeAmount(amount, currency.toLowerCase())).toBe(amountMinor);
});

test.each([
  ["BHD", 5124],
  ["KWD", 1],
  ["MGA", 350],
])("an amount in %s of %i can't be told to Stripe", (currency, amountMinor) => {
  expect(toStripeAmount(amountMinor, currency)).toBeUndefined();
});

test("what Stripe says in a unit that is too small is not rounded", () => {
  expect(fromStripeAmount(550, "isk")).toBeUndefined();
});
