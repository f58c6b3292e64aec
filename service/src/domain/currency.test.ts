import { expect, test } from "vitest";
import { CURRENCIES } from "./currency.ts";

test("knows the minor units of currencies that people get wrong", () => {
  expect(["EUR", "JPY", "BHD", "CLP", "KWD", "UGX", "HUF"].map((code) => CURRENCIES.get(code))).toEqual([
    2, 0, 3, 0, 3, 0, 2,
  ]);
});

test("has only codes that exist, and none of the past or of what is not money to pay with", () => {
  const existing = new Set(Intl.supportedValuesOf("currency"));
  // ISO 4217 gives Venezuela two codes; ICU knows one.
  expect([...CURRENCIES.keys()].filter((code) => !existing.has(code))).toEqual(["VED"]);
  for (const code of ["DEM", "XAU", "XXX", "XTS", "HRK"]) expect(CURRENCIES.has(code)).toBe(false);
});
