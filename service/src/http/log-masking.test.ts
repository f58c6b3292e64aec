import { expect, test } from "vitest";
import { maskLogLine } from "./log-masking.ts";

test("card numbers and secrets are masked wherever they are, and nothing else", () => {
  const uuid = "01932c07-2090-7000-8000-000000000003";
  const line = {
    msg: "cannot parse 4242 4242 4242 4242",
    err: `key sk_test_${"a".repeat(43)} whsec_${"b".repeat(43)}`,
    uuid,
  };
  expect(JSON.parse(maskLogLine(JSON.stringify(line)))).toEqual({
    msg: "cannot parse [card number]",
    err: "key [secret] [secret]",
    uuid,
  });
});
