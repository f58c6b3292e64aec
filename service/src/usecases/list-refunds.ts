import { parsePaymentId } from "../domain/payment-id.ts";
import type { Refund } from "../domain/refund.ts";
import { paymentNotFound } from "./payment-not-found.ts";
import type { PaymentStore } from "./ports.ts";

/** All refunds of a payment, newest first. Throws `payment_not_found`. */
export async function listRefunds(
  payments: PaymentStore,
  merchantId: string,
  publicId: string,
): Promise<readonly Refund[]> {
  const id = parsePaymentId(publicId);
  const refunds = id === undefined ? undefined : await payments.refunds(merchantId, id);
  if (!refunds) throw paymentNotFound();
  return refunds;
}
