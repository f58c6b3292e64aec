import { assert, dictionary, jsonValue, property, string } from "fast-check";
import { expect, test } from "vitest";
import { requestHash } from "./idempotency.ts";

const request = { method: "POST", path: "/api/v1/payments", body: { amountMinor: 1, currency: "EUR" } };

test("the order of members doesn't make it another request", () => {
  const body = dictionary(string(), jsonValue());
  assert(
    property(body, (members) => {
      const reversed = Object.fromEntries(Object.entries(members).reverse());
      expect(requestHash({ ...request, body: reversed })).toEqual(requestHash({ ...request, body: members }));
    }),
  );
});

test("anything else does", () => {
  const others = [
    { ...request, method: "PUT" },
    { ...request, path: "/api/v1/refunds" },
    { ...request, body: { amountMinor: 2, currency: "EUR" } },
    { ...request, body: { amountMinor: "1", currency: "EUR" } },
    { ...request, body: { amountMinor: 1, currency: "EUR", description: null } },
    { ...request, body: [1, "EUR"] },
  ];
  expect(new Set([request, ...others].map((other) => requestHash(other).toString("hex"))).size).toBe(others.length + 1);
});
