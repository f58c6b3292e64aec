import type { PaymentEvent } from "../domain/payment-event.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import { paymentNotFound } from "./payment-not-found.ts";
import type { PaymentStore } from "./ports.ts";

/** What happened to a payment, from its creation on. Throws `payment_not_found`. */
export async function listPaymentEvents(
  payments: PaymentStore,
  merchantId: string,
  publicId: string,
): Promise<readonly PaymentEvent[]> {
  const id = parsePaymentId(publicId);
  const events = id === undefined ? undefined : await payments.events(merchantId, id);
  if (!events) throw paymentNotFound();
  return events;
}
