import { ServiceError } from "../domain/errors.ts";
import { leaseMs, performOperation, providerUnavailable, type OperationDependencies } from "./perform-operation.ts";

/**
 * Settles what the payment's provider was asked for and has not answered, by asking it again: whatever brought the news, in
 * whichever order, says only that it is worth it. Does nothing if nothing is open.
 * Throws `payment_busy` if somebody is asking right now, `provider_unavailable` if the answer is still not known, and
 * `database_unavailable`, `overloaded`; call it again later.
 */
export async function settlePending(deps: OperationDependencies, merchantId: string, paymentId: string): Promise<void> {
  const open = await deps.operations.takeOverOf(merchantId, paymentId, leaseMs(deps));
  switch (open.kind) {
    case "none":
      return;
    case "leased":
      throw new ServiceError(
        "payment_busy",
        "The payment's provider is being asked by another request; try again later.",
      );
    case "taken":
      if (!(await performOperation(deps, open.operation))) throw providerUnavailable();
  }
}
