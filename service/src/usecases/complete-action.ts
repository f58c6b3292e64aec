import { ServiceError } from "../domain/errors.ts";
import { parsePaymentId } from "../domain/payment-id.ts";
import { paymentNotFound } from "./payment-not-found.ts";

/** What cardholders do at the simulated provider. */
export interface CardholderActions {
  /** Undefined if the merchant has no such payment; false if nothing is asked of its cardholder. */
  complete(merchantId: string, paymentId: string, succeeds: boolean): Promise<boolean | undefined>;
}

/** Throws `payment_not_found`, `payment_state_invalid`. */
export async function completeAction(
  actions: CardholderActions,
  merchantId: string,
  publicId: string,
  succeeds: boolean,
): Promise<void> {
  const id = parsePaymentId(publicId);
  const done = id === undefined ? undefined : await actions.complete(merchantId, id, succeeds);
  if (done === undefined) throw paymentNotFound();
  if (!done) {
    throw new ServiceError("payment_state_invalid", "Nothing is asked of the cardholder of this payment.", {
      param: "id",
    });
  }
}
