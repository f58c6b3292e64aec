import Stripe from "stripe";
import { z } from "zod";
import type { ProviderWebhookHandler } from "../../usecases/provider-webhook-ports.ts";
import type { DisputeNews } from "../../usecases/track-dispute.ts";
import { Asking } from "./asking.ts";
import { retrieveIntent } from "./payment-intent.ts";
import { STRIPE } from "./stripe.ts";

/** `data.object` is a PaymentIntent, or something that names one. */
const event = z.object({
  data: z.object({
    object: z.object({ object: z.string(), id: z.string(), payment_intent: z.string().nullish() }),
  }),
});
/** What we wrote on it when we made it. */
const ours = z.object({ merchant_id: z.uuid(), payment_id: z.uuid() });

const DISPUTE = /^charge\.dispute\./;
const ABOUT_PAYMENTS = /^(payment_intent\.|refund\.|charge\.)/;

export interface StripeWebhookOptions {
  readonly stripe: Stripe;
  /** For one answer of Stripe. */
  readonly timeoutMs: number;
  readonly settle: (merchantId: string, paymentId: string) => Promise<void>;
  readonly track: (news: DisputeNews) => Promise<void>;
}

/**
 * Asks Stripe what became of the payment or the dispute that an event is about; what the event says, and in which order
 * events come, is of no matter. Events about anything else, or about what somebody else made on the account, need nothing
 * done.
 */
export function stripeWebhookHandler({
  stripe,
  timeoutMs,
  settle,
  track,
}: StripeWebhookOptions): ProviderWebhookHandler {
  return async ({ type, payload }) => {
    if (!ABOUT_PAYMENTS.test(type)) return;
    const { object } = event.parse(JSON.parse(payload)).data;
    const intentId = object.object === "payment_intent" ? object.id : object.payment_intent;
    if (!intentId) return;
    const metadata = await metadataOf(new Asking(stripe, AbortSignal.timeout(timeoutMs)), intentId);
    const payment = ours.safeParse(metadata);
    if (!payment.success) return;
    const { merchant_id: merchantId, payment_id: paymentId } = payment.data;
    if (DISPUTE.test(type)) await track({ provider: STRIPE, reference: object.id, merchantId, paymentId });
    else await settle(merchantId, paymentId);
  };
}

async function metadataOf(asking: Asking, intentId: string): Promise<object> {
  try {
    return (await retrieveIntent(asking, intentId)).metadata;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return {};
    throw error;
  }
}
