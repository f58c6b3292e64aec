import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { hasCardNumber, maskCardNumbers } from "./card-number.ts";

test.each([
  "4242424242424242",
  "4242 4242 4242 4242",
  "4242-4242-4242-4242",
  "4242.4242.4242.4242",
  "378282246310005",
  "3782 822463 10005",
  "30569309025904",
  "6011111111111117",
  "2223003122003222",
  "4222222222222",
  "6304000000000000",
  "card:4242424242424242.",
  "x4242424242424242x",
  '{"note":"call 5555555555554444 now"}',
])("%s is taken for a card number and masked", (text) => {
  expect(hasCardNumber(text)).toBe(true);
  expect(maskCardNumbers(text)).not.toMatch(/\d{4}/);
});

test.each([
  "",
  "Order 4711",
  "4242424242424241",
  "42424242424242424242424242424242",
  "1732570000000",
  "2026-11-24T10:00:00.000Z",
  "pay_42424242424242424242424242424242",
  "99999999999",
  "4242 4242-4242 4242",
])("%s is not", (text) => {
  expect(maskCardNumbers(text)).toBe(text);
});

test("an id never is, whatever its digits", () => {
  for (let round = 0; round < 20_000; round++) {
    const uuid = randomUUID();
    const hex = uuid.replaceAll("-", "");
    for (const text of [uuid, `pay_${hex}`, `{"id":"evt_${hex}_3"}`]) {
      if (text.startsWith("{")) continue;
      expect(hasCardNumber(text), text).toBe(false);
    }
  }
});
