import type { PaymentAction } from "./payment-actions.ts";

/** Names the intention to do this to that payment. */
export function actionScope(action: PaymentAction, paymentId: string): string {
  return `${action}/${paymentId}`;
}
