import { z } from "zod";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import { formatRefundId } from "../../../domain/refund-id.ts";
import type { Refund } from "../../../domain/refund.ts";

export const refundSchema = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    status: z.literal("succeeded"),
    amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
    currency: z.string(),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Refund",
    examples: [
      {
        id: "re_01932c07fa1070008000000000000004",
        paymentId: "pay_01932c07209070008000000000000003",
        status: "succeeded",
        amountMinor: 500,
        currency: "EUR",
        reason: "Returned goods",
        createdAt: "2026-11-25T10:00:00.000Z",
      },
    ],
  });

/** A refund as callers see it; `render_refund` of the migrations gives the same bytes. */
export function presentRefund(refund: Refund): z.output<typeof refundSchema> {
  return {
    id: formatRefundId(refund.id),
    paymentId: formatPaymentId(refund.paymentId),
    status: refund.status,
    amountMinor: refund.amountMinor,
    currency: refund.currency,
    reason: refund.reason,
    createdAt: refund.createdAt.toISOString(),
  };
}
