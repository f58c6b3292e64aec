import { z } from "zod";

const minor = z.int();

/** The lines of the service's export that the checks read; other types of line are allowed and passed over. */
export const exportedPaymentSchema = z.object({
  type: z.literal("payment"),
  id: z.string(),
  idempotencyKey: z.string(),
  status: z.string(),
  amountMinor: minor,
  currency: z.string(),
  capturedMinor: minor,
  refundedMinor: minor,
});
export const exportedPostingSchema = z.object({
  type: z.literal("posting"),
  id: z.union([z.string(), z.int()]),
  paymentId: z.string(),
  account: z.string(),
  amountMinor: minor,
  currency: z.string(),
});
export const exportEndSchema = z.object({
  type: z.literal("end"),
  payments: z.int().nonnegative(),
  postings: z.int().nonnegative(),
  asOf: z.iso.datetime(),
});

export type ExportedPayment = z.infer<typeof exportedPaymentSchema>;
export type ExportedPosting = z.infer<typeof exportedPostingSchema>;

/** What the database holds, as the service exported it in one consistent snapshot. */
export interface ExportedLedger {
  /** Null if the export is whole; else the sentence that says why nothing may be concluded from what is absent. */
  readonly incomplete: string | null;
  readonly payments: readonly ExportedPayment[];
  readonly postings: readonly ExportedPosting[];
}
