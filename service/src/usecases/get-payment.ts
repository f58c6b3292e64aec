import { parsePaymentId } from "../domain/payment-id.ts";
import type { Payment } from "../domain/payment.ts";
import { paymentNotFound } from "./payment-not-found.ts";
import type { PaymentStore } from "./ports.ts";

/** Throws `payment_not_found`. */
export async function getPayment(payments: PaymentStore, merchantId: string, publicId: string): Promise<Payment> {
  const id = parsePaymentId(publicId);
  const payment = id === undefined ? undefined : await payments.find(merchantId, id);
  if (!payment) throw paymentNotFound();
  return payment;
}
