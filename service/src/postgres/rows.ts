import { z } from "zod";
import { PAYMENT_EVENT_TYPES } from "../domain/payment-event.ts";
import { CAPTURE_METHODS, PAYMENT_STATUSES } from "../domain/payment.ts";

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
    status: z.enum(PAYMENT_STATUSES),
    capture_method: z.enum(CAPTURE_METHODS),
    amount_minor: minorUnits,
    currency: z.string(),
    description: z.string().nullable(),
    captured_minor: minorUnits,
    refunded_minor: minorUnits,
    created_at: z.date(),
    payment_method: z.string().nullable(),
    statement_descriptor: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    action_url: z.string().nullable(),
    last_error_code: z.string().nullable(),
    last_error_message: z.string().nullable(),
    authorized_until: z.date().nullable(),
    customer_id: z.string().nullable(),
    payment_method_id: z.string().nullable(),
  })
  .transform((row) => ({
    merchantId: row.merchant_id,
    id: row.id,
    status: row.status,
    captureMethod: row.capture_method,
    amountMinor: row.amount_minor,
    currency: row.currency,
    description: row.description,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    createdAt: row.created_at,
    paymentMethod: row.payment_method,
    statementDescriptor: row.statement_descriptor,
    metadata: row.metadata,
    actionUrl: row.action_url,
    lastError:
      row.last_error_code === null ? null : { code: row.last_error_code, message: row.last_error_message ?? "" },
    authorizedUntil: row.authorized_until,
    customerId: row.customer_id,
    paymentMethodId: row.payment_method_id,
  }));

/** A refund with the currency of its payment. */
export const refundRow = z
  .object({
    id: z.string(),
    payment_id: z.string(),
    status: z.literal("succeeded"),
    amount_minor: minorUnits,
    currency: z.string(),
    reason: z.string().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    paymentId: row.payment_id,
    status: row.status,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason: row.reason,
    createdAt: row.created_at,
  }));

/** An event with the currency of its payment. */
export const paymentEventRow = z
  .object({
    payment_id: z.string(),
    sequence: z.number(),
    type: z.enum(PAYMENT_EVENT_TYPES),
    amount_minor: minorUnits,
    currency: z.string(),
    refund_id: z.string().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    paymentId: row.payment_id,
    sequence: row.sequence,
    type: row.type,
    amountMinor: row.amount_minor,
    currency: row.currency,
    refundId: row.refund_id,
    createdAt: row.created_at,
  }));
