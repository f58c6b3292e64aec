import { CURRENCIES } from "../../domain/currency.ts";

/** https://docs.stripe.com/currencies: where Stripe's smallest unit is not the minor unit of ISO 4217. */
const OTHER_EXPONENTS: ReadonlyMap<string, number> = new Map([
  // Without decimals by now, but for Stripe amounts still have two, which must be 00.
  ["ISK", 2],
  ["UGX", 2],
  ["MGA", 0],
]);
/** Of amounts with three decimals the last must be 0. */
const THREE_DECIMALS_STEP = 10;

/** What Stripe calls the amount; undefined if Stripe can't take it. */
export function toStripeAmount(amountMinor: number, currency: string): number | undefined {
  const { exponent, stripeExponent } = exponentsOf(currency);
  const amount = amountMinor * 10 ** (stripeExponent - exponent);
  if (!Number.isSafeInteger(amount)) return undefined;
  return stripeExponent === 3 && amount % THREE_DECIMALS_STEP !== 0 ? undefined : amount;
}

/** In the minor unit of ISO 4217; undefined if that can't hold it. `currency` as Stripe spells it. */
export function fromStripeAmount(amount: number, currency: string): number | undefined {
  const { exponent, stripeExponent } = exponentsOf(currency.toUpperCase());
  const amountMinor = amount / 10 ** (stripeExponent - exponent);
  return Number.isSafeInteger(amountMinor) ? amountMinor : undefined;
}

function exponentsOf(currency: string): { readonly exponent: number; readonly stripeExponent: number } {
  const exponent = CURRENCIES.get(currency) ?? 2;
  return { exponent, stripeExponent: OTHER_EXPONENTS.get(currency) ?? exponent };
}
