import { formatPaymentId } from "../../../domain/payment-id.ts";
import type { ExportBatch, ExportedPayment, ExportedPosting, ExportedRefund } from "../../../usecases/ports.ts";
import { presentPayment } from "../payments/payment-schema.ts";
import { presentRefund } from "../refunds/refund-schema.ts";

/** The batch as NDJSON, each line ended. */
export function exportLines(batch: ExportBatch): string {
  switch (batch.type) {
    case "payments":
      return batch.rows.map(paymentLine).join("");
    case "refunds":
      return batch.rows.map(refundLine).join("");
    case "postings":
      return batch.rows.map(postingLine).join("");
    case "end":
      return line({ ...batch, asOf: batch.asOf.toISOString() });
  }
}

function paymentLine(payment: ExportedPayment): string {
  return line({ type: "payment", ...presentPayment(payment), idempotencyKey: payment.idempotencyKey });
}

function refundLine(refund: ExportedRefund): string {
  return line({ type: "refund", ...presentRefund(refund), idempotencyKey: refund.idempotencyKey });
}

function postingLine({ paymentId, sequence, account, amountMinor, currency, createdAt }: ExportedPosting): string {
  const payment = formatPaymentId(paymentId);
  return line({
    type: "posting",
    id: `${payment.replace("pay_", "pst_")}_${sequence}`,
    paymentId: payment,
    account,
    amountMinor,
    currency,
    createdAt: createdAt.toISOString(),
  });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
