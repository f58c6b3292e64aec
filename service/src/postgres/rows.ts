import { z } from "zod";

/** A bigint column that holds one amount, which the schema keeps far below 2^53. */
export const minorUnits = z.bigint().transform((value, context) => {
  const amount = Number(value);
  if (!Number.isSafeInteger(amount)) context.addIssue({ code: "custom", message: `${value} is no exact number` });
  return amount;
});

export const paymentRow = z
  .object({
    merchant_id: z.string(),
    id: z.string(),
    status: z.literal("succeeded"),
    amount_minor: minorUnits,
    currency: z.string(),
    description: z.string().nullable(),
    captured_minor: minorUnits,
    refunded_minor: minorUnits,
    created_at: z.date(),
  })
  .transform((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    description: row.description,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    createdAt: row.created_at,
  }));
