import { formatPaymentId } from "../domain/payment-id.ts";
import type { ProviderFailure } from "../usecases/perform-operation.ts";
import type { ProviderOperation } from "../usecases/payment-provider.ts";
import { ERROR_MAP } from "./error-map.ts";

/** The answer to a request that the provider refused: stored, so `requestId` is the operation's and not a later request's. */
export function renderFailure({ id, paymentId }: ProviderOperation, { code, message }: ProviderFailure): string {
  return JSON.stringify({
    error: {
      type: ERROR_MAP.card_declined.type,
      code: "card_declined",
      message,
      declineCode: code,
      paymentId: formatPaymentId(paymentId),
      requestId: `op_${id.replaceAll("-", "")}`,
    },
  });
}
