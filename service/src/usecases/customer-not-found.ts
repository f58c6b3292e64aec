import { ServiceError } from "../domain/errors.ts";

/** The same for another merchant's customer and for what is no customer id. */
export function customerNotFound(param = "id"): ServiceError {
  return new ServiceError("customer_not_found", "There is no customer with this id; check the id.", { param });
}

/** The same for another merchant's payment method and for what is no payment method's id. */
export function paymentMethodNotFound(param = "id"): ServiceError {
  return new ServiceError("payment_method_not_found", "There is no payment method with this id; check the id.", {
    param,
  });
}
