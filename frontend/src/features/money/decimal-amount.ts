import { exponentOf } from "./currency.ts";

/** Minor units as a decimal number in digits, exact: 1050 EUR → `10.50`, 1050 JPY → `1050`, 5 BHD → `0.005`. */
export function decimalAmount(amountMinor: number, currency: string): `${number}` {
  const exponent = exponentOf(currency);
  const digits = BigInt(amountMinor)
    .toString()
    .padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  return (exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`) as `${number}`;
}
