import fc from "fast-check";
import { expect, test } from "vitest";
import { CURRENCIES as SERVICE_CURRENCIES } from "../../../../service/src/domain/currency.ts";
import { AMOUNT_MINOR_MAX as SERVICE_AMOUNT_MINOR_MAX } from "../../../../service/src/domain/money.ts";
import { CURRENCIES } from "./currency.ts";
import { decimalAmount } from "./decimal-amount.ts";
import { formatMoney } from "./format-money.ts";
import { AMOUNT_MINOR_MAX, parseAmount } from "./parse-amount.ts";

const currency = fc.constantFrom(...CURRENCIES.keys());
const amountMinor = fc.integer({ min: 1, max: AMOUNT_MINOR_MAX });

test("currencies, their exponents and the limit are the service's", () => {
  expect(CURRENCIES).toEqual(SERVICE_CURRENCIES);
  expect(AMOUNT_MINOR_MAX).toBe(SERVICE_AMOUNT_MINOR_MAX);
});

test.each([
  [1050, "EUR", "10.50"],
  [5, "EUR", "0.05"],
  [0, "EUR", "0.00"],
  [1050, "JPY", "1050"],
  [0, "JPY", "0"],
  [5, "BHD", "0.005"],
  [123_456, "KWD", "123.456"],
  [AMOUNT_MINOR_MAX, "USD", "999999999.99"],
])("%i minor units of %s are %s", (minor, code, decimal) => {
  expect(decimalAmount(minor, code)).toBe(decimal);
});

test.each([
  [1050, "EUR", "en", "€10.50"],
  [123_456_789, "EUR", "de", "1.234.567,89 €"],
  [1050, "JPY", "en", "¥1,050"],
  [1234, "BHD", "en", "BHD 1.234"],
  [AMOUNT_MINOR_MAX, "USD", "en", "$999,999,999.99"],
  // CLDR says that these have no decimals; ISO 4217 says two.
  [1050, "HUF", "en", "HUF 10.50"],
  [1050, "IDR", "en", "IDR 10.50"],
])("%i %s reads %s as %s", (minor, code, locale, text) => {
  expect(formatMoney(minor, code, locale).replaceAll(/\s/g, " ")).toBe(text);
});

test.each([
  ["10.50", "EUR", 1050],
  ["10,5", "EUR", 1050],
  [" 10 ", "EUR", 1000],
  ["0.29", "EUR", 29],
  ["1.005", "BHD", 1005],
  ["007", "JPY", 7],
  ["999999999.99", "EUR", AMOUNT_MINOR_MAX],
])("%s %s is %i minor units", (text, code, minor) => {
  expect(parseAmount(text, code)).toEqual({ amountMinor: minor });
});

test.each([
  ["", "EUR", "Enter an amount, such as 1234.50."],
  ["", "JPY", "Enter an amount, such as 123450."],
  ["ten", "EUR", "digits"],
  ["-1", "EUR", "digits"],
  ["1e3", "EUR", "digits"],
  ["1,234.50", "EUR", "digits"],
  [".5", "EUR", "digits"],
  ["٣", "EUR", "digits"],
  ["1.234", "EUR", "EUR has 2 decimals at most"],
  ["1.2", "JPY", "JPY has no decimals"],
  ["0.00", "EUR", "above zero"],
  ["1000000000", "EUR", "at most 999999999.99 EUR"],
  ["9".repeat(400), "EUR", "at most"],
])("%s %s is refused", (text, code, problem) => {
  expect(parseAmount(text, code)).toEqual({ problem: expect.stringContaining(problem) as string });
});

test("no more than what is left", () => {
  expect(parseAmount("7.50", "EUR", 750)).toEqual({ amountMinor: 750 });
  expect(parseAmount("7.51", "EUR", 750)).toEqual({ problem: "Enter at most 7.50 EUR." });
});

test("every amount of every currency survives being written and read", () => {
  fc.assert(
    fc.property(amountMinor, currency, (minor, code) => {
      expect(parseAmount(decimalAmount(minor, code), code)).toEqual({ amountMinor: minor });
    }),
  );
});

test("a formatted amount has exactly the digits of the decimal one", () => {
  fc.assert(
    fc.property(amountMinor, currency, (minor, code) => {
      const digits = (text: string): string => text.replaceAll(/\D/g, "");
      expect(digits(formatMoney(minor, code, "en"))).toBe(digits(decimalAmount(minor, code)));
    }),
  );
});
