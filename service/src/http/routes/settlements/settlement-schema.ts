import { z } from "zod";
import { formatPaymentId } from "../../../domain/payment-id.ts";
import { settlementId, type Settlement, type SettlementLine } from "../../../domain/settlement.ts";

export const settlementSchema = z
  .object({
    id: z.string(),
    currency: z.string(),
    day: z.iso.date(),
    number: z.int().min(1),
    grossMinor: z.int(),
    feeMinor: z.int().min(0),
    netMinor: z.int(),
    lineCount: z.int().min(1),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: "Settlement",
    examples: [
      {
        id: "stl_01932c07209070008000000000000005",
        currency: "EUR",
        day: "2026-11-23",
        number: 1,
        grossMinor: 10_000,
        feeMinor: 320,
        netMinor: 9_680,
        lineCount: 4,
        createdAt: "2026-11-25T00:01:00.000Z",
      },
    ],
  });

export const settlementLineSchema = z
  .object({
    id: z.string(),
    paymentId: z.string(),
    amountMinor: z.int(),
    feeMinor: z.int().min(0),
  })
  .meta({
    id: "SettlementLine",
    examples: [
      {
        id: "pst_01932c07209070008000000000000003_2",
        paymentId: "pay_01932c07209070008000000000000003",
        amountMinor: 1_999,
        feeMinor: 88,
      },
    ],
  });

export function presentSettlement(settlement: Settlement): z.output<typeof settlementSchema> {
  const { id, merchantId: _, createdAt, ...rest } = settlement;
  return { id: settlementId.format(id), ...rest, createdAt: createdAt.toISOString() };
}

/** Its id is that of the posting in the export. */
export function presentLine({ paymentId, sequence, ...line }: SettlementLine): z.output<typeof settlementLineSchema> {
  const payment = formatPaymentId(paymentId);
  return { id: `${payment.replace("pay_", "pst_")}_${sequence}`, paymentId: payment, ...line };
}
