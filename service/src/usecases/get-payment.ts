import { ServiceError } from "../domain/errors.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import type { Payment } from "../domain/payment.ts";
import type { PaymentStore } from "./ports.ts";

/** Throws `payment_not_found`, also for another merchant's payment and for what is no payment id. */
export async function getPayment(payments: PaymentStore, merchantId: string, publicId: string): Promise<Payment> {
  const id = parsePaymentId(publicId);
  const payment = id === undefined ? undefined : await payments.find(merchantId, id);
  if (!payment) {
    throw new ServiceError("payment_not_found", "There is no payment with this id; check the id.", { param: "id" });
  }
  return payment;
}
