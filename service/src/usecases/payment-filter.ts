import type { PaymentStatus } from "../domain/payment.ts";

/** Which payments a list is to have; all of what is left out. */
export interface PaymentFilter {
  readonly status?: PaymentStatus | undefined;
  readonly currency?: string | undefined;
  /** A UUID. */
  readonly customerId?: string | undefined;
}
