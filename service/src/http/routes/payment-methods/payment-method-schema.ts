import { z } from "zod";
import { customerId } from "../../../domain/customer.ts";
import { storedPaymentMethodId, type StoredPaymentMethod } from "../../../domain/stored-payment-method.ts";

export const storedMethodSchema = z
  .object({
    id: z.string(),
    customerId: z.string(),
    paymentMethod: z.string(),
    provider: z.string(),
    card: z
      .object({
        brand: z.string(),
        lastFour: z.string(),
        expiryMonth: z.int().min(1).max(12),
        expiryYear: z.int(),
      })
      .nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "PaymentMethod",
    examples: [
      {
        id: "pmt_01932c07209070008000000000000008",
        customerId: "cus_01932c07209070008000000000000007",
        paymentMethod: "pm_card_visa",
        provider: "simulator",
        card: { brand: "visa", lastFour: "4242", expiryMonth: 12, expiryYear: 2034 },
        createdAt: "2026-11-24T10:00:00.000Z",
      },
    ],
  });

/** As callers see it; `render_payment_method` of the migrations gives the same bytes. */
export function presentStoredMethod(method: StoredPaymentMethod): z.output<typeof storedMethodSchema> {
  return {
    id: storedPaymentMethodId.format(method.id),
    customerId: customerId.format(method.customerId),
    paymentMethod: method.paymentMethod,
    provider: method.provider,
    card: method.card,
    createdAt: method.createdAt.toISOString(),
  };
}
