/** What the simulated provider does with a payment method, always the same. */
export interface TestPaymentMethod {
  /** What a charge comes to; `pending` is decided a while later. */
  readonly charge: "succeeded" | "requires_action" | "failed" | "pending";
  /** Why a charge fails. */
  readonly code?: string;
  /** When the answer to the first call of anything gets lost: before it took place or after. */
  readonly loses?: "request" | "answer";
  /** Tells the service of a charge: so long after it, so many times at once. */
  readonly webhook?: { readonly delayMs: number; readonly copies: number };
  /** Why the cardholder disputes what was taken. */
  readonly dispute?: string;
  /** Why a later capture or refund fails. */
  readonly captureCode?: string;
  readonly refundCode?: string;
}

const APPROVED: TestPaymentMethod = { charge: "succeeded" };
const declined = (code: string): TestPaymentMethod => ({ charge: "failed", code });

/** Named as Stripe names its test payment methods, where it has such. Any other token is unknown to the provider. */
export const TEST_PAYMENT_METHODS: ReadonlyMap<string, TestPaymentMethod> = new Map([
  ["pm_card_visa", APPROVED],
  ["pm_card_mastercard", APPROVED],
  ["pm_card_amex", APPROVED],
  ["pm_card_chargeDeclined", declined("generic_decline")],
  ["pm_card_visa_chargeDeclined", declined("generic_decline")],
  ["pm_card_chargeDeclinedInsufficientFunds", declined("insufficient_funds")],
  ["pm_card_chargeDeclinedLostCard", declined("lost_card")],
  ["pm_card_chargeDeclinedStolenCard", declined("stolen_card")],
  ["pm_card_chargeDeclinedExpiredCard", declined("expired_card")],
  ["pm_card_chargeDeclinedIncorrectCvc", declined("incorrect_cvc")],
  ["pm_card_chargeDeclinedProcessingError", declined("processing_error")],
  ["pm_card_chargeDeclinedFraudulent", declined("fraudulent")],
  ["pm_card_authenticationRequired", { charge: "requires_action" }],
  ["pm_card_timeoutBeforeCharge", { charge: "succeeded", loses: "request" }],
  ["pm_card_timeoutAfterCharge", { charge: "succeeded", loses: "answer" }],
  ["pm_card_pending", { charge: "pending" }],
  // Told of as soon as it is decided, twice; and long after whoever asked knows.
  ["pm_card_duplicateWebhook", { charge: "pending", webhook: { delayMs: 2_000, copies: 2 } }],
  ["pm_card_lateWebhook", { charge: "pending", webhook: { delayMs: 30_000, copies: 1 } }],
  ["pm_card_captureFails", { charge: "succeeded", captureCode: "expired_card" }],
  ["pm_card_createDispute", { charge: "succeeded", dispute: "fraudulent" }],
  ["pm_card_createDisputeProductNotReceived", { charge: "succeeded", dispute: "product_not_received" }],
  ["pm_card_refundFails", { charge: "succeeded", refundCode: "charge_disputed" }],
]);

export const UNKNOWN_PAYMENT_METHOD = declined("resource_missing");
