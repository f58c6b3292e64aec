import { z } from "zod";

export const customerRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    description: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    default_payment_method_id: z.string().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    name: row.name,
    email: row.email,
    description: row.description,
    metadata: row.metadata,
    defaultPaymentMethodId: row.default_payment_method_id,
    createdAt: row.created_at,
  }));

export const paymentMethodRow = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    customer_id: z.string(),
    provider: z.string(),
    token: z.string(),
    brand: z.string().nullable(),
    last_four: z.string().nullable(),
    expiry_month: z.number().nullable(),
    expiry_year: z.number().nullable(),
    created_at: z.date(),
  })
  .transform((row) => ({
    id: row.id,
    merchantId: row.merchant_id,
    customerId: row.customer_id,
    provider: row.provider,
    paymentMethod: row.token,
    card:
      row.brand === null || row.last_four === null || row.expiry_month === null || row.expiry_year === null
        ? null
        : {
            brand: row.brand,
            lastFour: row.last_four,
            expiryMonth: row.expiry_month,
            expiryYear: row.expiry_year,
          },
    createdAt: row.created_at,
  }));

/** What the functions that take an idempotency key give. */
export const keyedRow = z.object({
  outcome: z.enum(["done", "replayed", "key_reused", "in_flight", "not_found", "attached"]),
  response_status: z.number().nullable(),
  response_body: z.string().nullable(),
  change_id: z.string().nullable(),
});
