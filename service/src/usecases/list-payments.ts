import { ServiceError } from "../domain/errors.ts";
import { formatPaymentId, parsePaymentId } from "../domain/payment-id.ts";
import type { Payment } from "../domain/payment.ts";
import type { PaymentStore } from "./ports.ts";

export interface ListPaymentsQuery {
  readonly merchantId: string;
  readonly limit: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Newest first. Following `nextCursor` until it is null gives each payment that existed at the start exactly once. */
export async function listPayments(
  payments: PaymentStore,
  { merchantId, limit, cursor }: ListPaymentsQuery,
): Promise<{ payments: readonly Payment[]; nextCursor: string | null }> {
  const before = cursor === undefined ? {} : { before: decodeCursor(cursor) };
  const found = await payments.list(merchantId, { limit: limit + 1, ...before });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return { payments: page, nextCursor: found.length > limit && last ? encodeCursor(last.id) : null };
}

function encodeCursor(id: string): string {
  return Buffer.from(formatPaymentId(id)).toString("base64url");
}

function decodeCursor(cursor: string): string {
  const id = parsePaymentId(Buffer.from(cursor, "base64url").toString());
  if (id === undefined) {
    throw new ServiceError("cursor_invalid", "The cursor is not one that a list gave; start without a cursor.", {
      param: "cursor",
    });
  }
  return id;
}
