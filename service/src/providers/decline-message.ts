const MESSAGES: Readonly<Record<string, string>> = {
  generic_decline: "The card was declined; ask the cardholder for another payment method.",
  insufficient_funds: "The card has insufficient funds; ask the cardholder for another payment method.",
  lost_card: "The card was declined; ask the cardholder for another payment method.",
  stolen_card: "The card was declined; ask the cardholder for another payment method.",
  expired_card: "The card has expired; ask the cardholder for another payment method.",
  incorrect_cvc: "The card's security code is wrong; ask the cardholder to check it.",
  processing_error: "The card could not be processed; try again or ask for another payment method.",
  payment_intent_authentication_failure:
    "The cardholder was not authenticated; confirm again or ask for another payment method.",
  authentication_failed: "The cardholder was not authenticated; confirm again or ask for another payment method.",
  resource_missing: "The provider knows no such payment method; send one that it gave you.",
  charge_already_captured: "The charge has taken the money already; confirm the payment, then refund it.",
  charge_voided: "The charge was voided; confirm again with a payment method.",
  amount_not_representable:
    "The provider doesn't take so small a part of the currency; send an amount whose last digits are 0, as its documents say.",
  charge_disputed: "The charge is disputed, so it can't be refunded; answer the dispute.",
};

/** One sentence for the merchant. Lost and stolen cards are not told apart, as card networks demand. */
export function declineMessage(code: string): string {
  return MESSAGES[code] ?? `The provider refused (${code}); ask the cardholder for another payment method.`;
}
