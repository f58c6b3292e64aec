import { z } from "zod";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { PAYOUT_STATUSES, payoutId, type Payout } from "../../../domain/payout.ts";

export const payoutParams = z.object({ id: z.string().meta({ examples: ["po_01932c07209070008000000000000006"] }) });

export const payoutSchema = z
  .object({
    id: z.string(),
    status: z.enum(PAYOUT_STATUSES),
    amountMinor: z.int().min(AMOUNT_MINOR_MIN).max(AMOUNT_MINOR_MAX),
    currency: z.string(),
    description: z.string().nullable(),
    failureCode: z.string().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Payout",
    examples: [
      {
        id: "po_01932c07209070008000000000000006",
        status: "pending",
        amountMinor: 9_680,
        currency: "EUR",
        description: "Week 47",
        failureCode: null,
        createdAt: "2026-11-25T10:00:00.000Z",
      },
    ],
  });

/** A payout as callers see it; `render_payout` of the migrations gives the same bytes. */
export function presentPayout(payout: Payout): z.output<typeof payoutSchema> {
  return {
    id: payoutId.format(payout.id),
    status: payout.status,
    amountMinor: payout.amountMinor,
    currency: payout.currency,
    description: payout.description,
    failureCode: payout.failureCode,
    createdAt: payout.createdAt.toISOString(),
  };
}
