import { assert, property, string, uuid } from "fast-check";
import { expect, test } from "vitest";
import { formatPaymentId, parsePaymentId } from "./payment-id.ts";

test("a UUID survives the way through the public id", () => {
  assert(
    property(uuid(), (id) => {
      expect(parsePaymentId(formatPaymentId(id))).toBe(id);
    }),
  );
});

test("nothing else is a payment id", () => {
  for (const id of ["", "pay_", "pay_1", "pay_'; drop table payments; --", `pay_${"0".repeat(33)}`]) {
    expect(parsePaymentId(id)).toBeUndefined();
  }
  assert(
    property(string(), (text) => {
      expect(parsePaymentId(text)).toBeUndefined();
    }),
  );
});
