import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

test("accepts the password, in any Unicode form of it, and no other", async () => {
  const hash = await hashPassword("caf\u00e9 correct horse");
  expect(hash).not.toContain("horse");
  expect(await verifyPassword("cafe\u0301 correct horse", hash)).toBe(true);
  expect(await verifyPassword("cafe correct horse", hash)).toBe(false);
});

test("salts: the same password never has the same hash", async () => {
  expect(await hashPassword("the same")).not.toBe(await hashPassword("the same"));
});
