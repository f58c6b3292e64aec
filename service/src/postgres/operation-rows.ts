import { z } from "zod";
import { CAPTURE_METHODS, PAYMENT_STATUSES } from "../domain/payment.ts";
import type { ProviderOperation } from "../usecases/payment-provider.ts";
import { minorUnits } from "./rows.ts";

/** What `describe_operation` of the migrations gives. */
export const providerOperation: z.ZodType<ProviderOperation> = z.strictObject({
  id: z.string(),
  merchantId: z.string(),
  paymentId: z.string(),
  kind: z.enum(["charge", "capture", "void", "refund"]),
  amountMinor: z.int(),
  currency: z.string(),
  final: z.boolean(),
  provider: z.string().nullable(),
  reference: z.string().nullable(),
  paymentMethod: z.string().nullable(),
  captureMethod: z.enum(CAPTURE_METHODS),
  description: z.string().nullable(),
  statementDescriptor: z.string().nullable(),
  attempts: z.int(),
  responseStatus: z.int(),
});

const answer = { response_status: z.number().nullable(), response_body: z.string().nullable() };

export const beginRow = z.object({
  n: z.number(),
  outcome: z.enum([
    "begun",
    "resumed",
    "done",
    "replayed",
    "key_reused",
    "in_flight",
    "busy",
    "not_found",
    "state_invalid",
    "amount_too_large",
    "too_many_refunds",
    "payment_method_missing",
    "needs_approval",
  ]),
  ...answer,
  payment_status: z.enum(PAYMENT_STATUSES).nullable(),
  available_minor: minorUnits.nullable(),
  operation: providerOperation.nullable(),
});
export type BeginRow = z.output<typeof beginRow>;

export const settleRow = z.object({ n: z.number(), outcome: z.enum(["done", "replayed"]), ...answer });
export type SettleRow = z.output<typeof settleRow>;

export const openRow = z.object({ operation: providerOperation.nullable(), pending: z.boolean() });
