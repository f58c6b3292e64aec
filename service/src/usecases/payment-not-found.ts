import { ServiceError } from "../domain/errors.ts";

/** The same for another merchant's payment and for what is no payment id. */
export function paymentNotFound(): ServiceError {
  return new ServiceError("payment_not_found", "There is no payment with this id; check the id.", { param: "id" });
}
