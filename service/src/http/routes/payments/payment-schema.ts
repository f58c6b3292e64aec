import { z } from "zod";
import { customerId } from "../../../domain/customer.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import { CAPTURE_METHODS, PAYMENT_STATUSES, type Payment } from "../../../domain/payment.ts";
import { storedPaymentMethodId } from "../../../domain/stored-payment-method.ts";

export const paymentSchema = z
  .object({
    id: z.string(),
    status: z.enum(PAYMENT_STATUSES),
    captureMethod: z.enum(CAPTURE_METHODS),
    amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
    currency: z.string(),
    description: z.string().nullable(),
    capturedMinor: z.int().min(0),
    refundedMinor: z.int().min(0),
    createdAt: z.iso.datetime(),
    paymentMethod: z.string().nullable(),
    statementDescriptor: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    nextAction: z.object({ type: z.literal("redirect_to_url"), url: z.string() }).nullable(),
    lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
    authorizedUntil: z.iso.datetime().nullable(),
    customerId: z.string().nullable(),
    paymentMethodId: z.string().nullable(),
  })
  .meta({
    id: "Payment",
    examples: [
      {
        id: "pay_01932c07209070008000000000000003",
        status: "succeeded",
        captureMethod: "automatic",
        amountMinor: 1050,
        currency: "EUR",
        description: "Order 4711",
        capturedMinor: 1050,
        refundedMinor: 0,
        createdAt: "2026-11-24T10:00:00.000Z",
        paymentMethod: "pm_card_visa",
        statementDescriptor: "SHOP 4711",
        metadata: { order: "4711" },
        nextAction: null,
        lastError: null,
        authorizedUntil: null,
        customerId: "cus_01932c07209070008000000000000007",
        paymentMethodId: "pmt_01932c07209070008000000000000008",
      },
    ],
  });

/** A payment as callers see it; `render_payment` of the migrations gives the same bytes. */
export function presentPayment(payment: Payment): z.output<typeof paymentSchema> {
  return {
    id: formatPaymentId(payment.id),
    status: payment.status,
    captureMethod: payment.captureMethod,
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    description: payment.description,
    capturedMinor: payment.capturedMinor,
    refundedMinor: payment.refundedMinor,
    createdAt: payment.createdAt.toISOString(),
    paymentMethod: payment.paymentMethod,
    statementDescriptor: payment.statementDescriptor,
    metadata: payment.metadata,
    nextAction: payment.actionUrl === null ? null : { type: "redirect_to_url", url: payment.actionUrl },
    lastError: payment.lastError,
    authorizedUntil: payment.authorizedUntil?.toISOString() ?? null,
    customerId: payment.customerId && customerId.format(payment.customerId),
    paymentMethodId: payment.paymentMethodId && storedPaymentMethodId.format(payment.paymentMethodId),
  };
}
