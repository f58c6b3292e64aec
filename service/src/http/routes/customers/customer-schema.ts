import { z } from "zod";
import { customerId, type Customer } from "../../../domain/customer.ts";
import { storedPaymentMethodId } from "../../../domain/stored-payment-method.ts";
import { emailSchema } from "../../email.ts";
import { storableText } from "../../storable-text.ts";

/** Of every path that leads to one customer. */
export const customerParams = z.object({ id: z.string().meta({ examples: ["cus_01932c07209070008000000000000007"] }) });

/** What a merchant says of a customer. */
export const customerMembers = {
  name: storableText(z.string().min(1).max(256))
    .nullable()
    .meta({ examples: ["Ada Lovelace"] }),
  email: emailSchema.nullable().meta({ examples: ["ada@example.com"] }),
  description: storableText(z.string().max(500))
    .nullable()
    .meta({ examples: ["Met at the fair"] }),
};

export const customerSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    description: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    defaultPaymentMethodId: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Customer",
    examples: [
      {
        id: "cus_01932c07209070008000000000000007",
        name: "Ada Lovelace",
        email: "ada@example.com",
        description: "Met at the fair",
        metadata: { loyalty: "gold" },
        defaultPaymentMethodId: "pmt_01932c07209070008000000000000008",
        createdAt: "2026-11-24T10:00:00.000Z",
      },
    ],
  });

/** A customer as callers see it; `render_customer` of the migrations gives the same bytes. */
export function presentCustomer(customer: Customer): z.output<typeof customerSchema> {
  return {
    id: customerId.format(customer.id),
    name: customer.name,
    email: customer.email,
    description: customer.description,
    metadata: customer.metadata,
    defaultPaymentMethodId:
      customer.defaultPaymentMethodId && storedPaymentMethodId.format(customer.defaultPaymentMethodId),
    createdAt: customer.createdAt.toISOString(),
  };
}
