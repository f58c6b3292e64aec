/** A provider's token for a card or the like. */
export const PAYMENT_METHOD = /^pm_[A-Za-z0-9_]{1,120}$/;

/** What a payment is made with unless the merchant says; of a test card that is always accepted. */
export const DEFAULT_PAYMENT_METHOD = "pm_card_visa";
