import { PAYMENT_EVENT_TYPES } from "./payment-event.ts";

const DISPUTE_EVENT_TYPES = ["opened", "under_review", "won", "lost"] as const;
const PAYOUT_EVENT_TYPES = ["created", "in_transit", "paid", "failed", "canceled"] as const;

/** Everything that a webhook endpoint can be told of. */
export const WEBHOOK_EVENT_TYPES = [
  ...PAYMENT_EVENT_TYPES.map((type) => `payment.${type}` as const),
  ...DISPUTE_EVENT_TYPES.map((type) => `dispute.${type}` as const),
  ...PAYOUT_EVENT_TYPES.map((type) => `payout.${type}` as const),
];
