import type { PaymentMethodDescription } from "../../usecases/payment-provider.ts";
import { TEST_PAYMENT_METHODS } from "./test-payment-methods.ts";

/** As Stripe's test cards end, where they have a number that its documentation tells. */
const LAST_FOUR: Readonly<Record<string, string>> = {
  pm_card_mastercard: "4444",
  pm_card_amex: "8431",
  pm_card_chargeDeclined: "0002",
  pm_card_visa_chargeDeclined: "0002",
  pm_card_chargeDeclinedInsufficientFunds: "9995",
  pm_card_chargeDeclinedLostCard: "9987",
  pm_card_chargeDeclinedStolenCard: "9979",
  pm_card_chargeDeclinedExpiredCard: "0069",
  pm_card_chargeDeclinedIncorrectCvc: "0127",
  pm_card_chargeDeclinedProcessingError: "0119",
  pm_card_chargeDeclinedFraudulent: "0019",
  pm_card_authenticationRequired: "3184",
};
const LAST_FOUR_OF_OTHERS = "4242";
const EXPIRY = { expiryMonth: 12, expiryYear: 2034 };

/** What the simulated provider tells of a token. */
export function describeTestCard(paymentMethod: string): PaymentMethodDescription {
  if (!TEST_PAYMENT_METHODS.has(paymentMethod)) return { kind: "not_found" };
  const brand = /^pm_card_(mastercard|amex)$/.exec(paymentMethod)?.[1] ?? "visa";
  return { kind: "known", card: { brand, lastFour: LAST_FOUR[paymentMethod] ?? LAST_FOUR_OF_OTHERS, ...EXPIRY } };
}
