import { z } from "zod";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import type { Payment } from "../../../domain/payment.ts";

export const paymentSchema = z
  .object({
    id: z.string().meta({ examples: ["pay_01932c07209070008000000000000003"] }),
    status: z.literal("succeeded"),
    amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
    currency: z.string(),
    description: z.string().nullable(),
    capturedMinor: z.int().min(0),
    refundedMinor: z.int().min(0),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Payment" });

/** A payment as callers see it. */
export function presentPayment(payment: Payment): z.output<typeof paymentSchema> {
  return {
    id: formatPaymentId(payment.id),
    status: payment.status,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    description: payment.description,
    capturedMinor: payment.capturedMinor,
    refundedMinor: payment.refundedMinor,
    createdAt: payment.createdAt.toISOString(),
  };
}
