import { exponentOf } from "./currency.ts";
import { decimalAmount } from "./decimal-amount.ts";

/** An amount for people, in their locale unless told: 1050 EUR → `€10.50`. Exact: no float on the way. */
export function formatMoney(amountMinor: number, currency: string, locale?: string): string {
  const fractionDigits = exponentOf(currency);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    minimumFractionDigits: fractionDigits,
    maximumFractionDigits: fractionDigits,
  });
  return format.format(decimalAmount(amountMinor, currency));
}
