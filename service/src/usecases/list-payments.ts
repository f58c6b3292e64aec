import { customerId } from "../domain/customer.ts";
import { formatPaymentId, parsePaymentId } from "../domain/payment-id.ts";
import type { Payment } from "../domain/payment.ts";
import { readPage, type Paged, type PageQuery } from "./page.ts";
import type { PaymentFilter } from "./payment-filter.ts";
import type { PaymentStore } from "./ports.ts";

export interface ListPaymentsQuery extends PageQuery, PaymentFilter {
  readonly merchantId: string;
  /** Those created then or later. */
  readonly createdFrom?: Date | undefined;
  /** Those created earlier. */
  readonly createdBefore?: Date | undefined;
}

/**
 * Newest first. Following `nextCursor` until it is null gives each payment that existed at the start exactly once.
 * `customerId` as callers write it. Throws `cursor_invalid`.
 */
export async function listPayments(
  payments: PaymentStore,
  { merchantId, limit, cursor, createdFrom, createdBefore, ...filter }: ListPaymentsQuery,
): Promise<Paged<Payment>> {
  // What is no customer's id is nobody's, as another merchant's is.
  const customer = filter.customerId && customerId.parse(filter.customerId);
  if (filter.customerId !== undefined && customer === undefined) return { data: [], nextCursor: null };
  return readPage(
    { format: formatPaymentId, parse: parsePaymentId },
    { limit, cursor, createdFrom, createdBefore },
    (page) => payments.list(merchantId, page, { ...filter, customerId: customer }),
  );
}
