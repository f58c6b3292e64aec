import { exponentOf } from "./currency.ts";
import { decimalAmount } from "./decimal-amount.ts";

/** The service's limit. */
export const AMOUNT_MINOR_MAX = 99_999_999_999;

export type ParsedAmount = { readonly amountMinor: number } | { readonly problem: string };

/**
 * What a user typed as an amount, in minor units. The decimal separator is a point or a comma; thousands separators
 * are refused, because `1,234` means two things. `maxMinor` is what is left, where less than the service's limit is.
 */
export function parseAmount(text: string, currency: string, maxMinor = AMOUNT_MINOR_MAX): ParsedAmount {
  const exponent = exponentOf(currency);
  const example = decimalAmount(123_450, currency);
  const trimmed = text.trim();
  if (trimmed === "") return { problem: `Enter an amount, such as ${example}.` };
  const match = /^(\d+)(?:[.,](\d+))?$/.exec(trimmed);
  if (!match) return { problem: `Enter digits and at most one decimal separator, such as ${example}.` };
  const [, whole = "", fraction = ""] = match;
  if (fraction.length > exponent) return { problem: tooManyDecimals(currency, exponent) };
  const amountMinor = BigInt(whole + fraction.padEnd(exponent, "0"));
  if (amountMinor === 0n) return { problem: "Enter an amount above zero." };
  if (amountMinor > maxMinor) return { problem: `Enter at most ${decimalAmount(maxMinor, currency)} ${currency}.` };
  return { amountMinor: Number(amountMinor) };
}

function tooManyDecimals(currency: string, exponent: number): string {
  return exponent === 0
    ? `${currency} has no decimals; leave them out, and thousands separators too.`
    : `${currency} has ${exponent} decimals at most; leave out thousands separators.`;
}
