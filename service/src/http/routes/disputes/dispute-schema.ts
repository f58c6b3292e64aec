import { z } from "zod";
import { DISPUTE_STATUSES, disputeId, type Dispute } from "../../../domain/dispute.ts";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { formatPaymentId } from "../../../domain/payment-id.ts";

export const disputeParams = z.object({ id: z.string().meta({ examples: ["dp_01932c07209070008000000000000009"] }) });

export const disputeSchema = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    status: z.enum(DISPUTE_STATUSES),
    amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
    currency: z.string(),
    reason: z.string(),
    evidence: z.string().nullable(),
    evidenceDueAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Dispute",
    examples: [
      {
        id: "dp_01932c07209070008000000000000009",
        paymentId: "pay_01932c07209070008000000000000003",
        status: "needs_response",
        amountMinor: 1_999,
        currency: "EUR",
        reason: "fraudulent",
        evidence: null,
        evidenceDueAt: "2026-12-04T10:00:00.000Z",
        createdAt: "2026-11-27T10:00:00.000Z",
      },
    ],
  });

/** A dispute as callers see it; `render_dispute` of the migrations gives the same bytes. */
export function presentDispute(dispute: Dispute): z.output<typeof disputeSchema> {
  return {
    id: disputeId.format(dispute.id),
    paymentId: formatPaymentId(dispute.paymentId),
    status: dispute.status,
    amountMinor: dispute.amountMinor,
    currency: dispute.currency,
    reason: dispute.reason,
    evidence: dispute.evidence,
    evidenceDueAt: dispute.evidenceDueAt?.toISOString() ?? null,
    createdAt: dispute.createdAt.toISOString(),
  };
}
