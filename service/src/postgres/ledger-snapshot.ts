import { sql, type DatabaseTransactionConnection } from "slonik";
import { z } from "zod";
import type { ExportBatch, ExportedPosting, LedgerSnapshot } from "../usecases/ports.ts";
import { PAYMENT_COLUMNS, REFUND_COLUMNS } from "./columns.ts";
import type { Database } from "./database.ts";
import { minorUnits, paymentRow, refundRow } from "./rows.ts";
import { snapshotStream } from "./snapshot-stream.ts";
import { UUID_MIN } from "./uuid-ends.ts";

const BATCH_ROWS = 500;

type Emit = (batch: ExportBatch) => Promise<void>;

/** Reads page by page along the primary keys within one transaction: consistent, and never more than a page in memory. */
export function createLedgerSnapshot(database: Database): LedgerSnapshot {
  return {
    read: (merchantId) => snapshotStream(database, (transaction, emit: Emit) => readAll(transaction, merchantId, emit)),
  };
}

async function readAll(transaction: DatabaseTransactionConnection, merchantId: string, emit: Emit): Promise<void> {
  const asOf = await transaction.oneFirst(sql.type(z.object({ now: z.date() }))`select now()`);
  const payments = await readPayments(transaction, merchantId, emit);
  const refunds = await readRefunds(transaction, merchantId, emit);
  const postings = await readPostings(transaction, merchantId, emit);
  await emit({ type: "end", payments, refunds, postings, asOf });
}

const exportedPaymentRow = z
  .object({ idempotency_key: z.string() })
  .loose()
  .transform((row) => ({ ...paymentRow.parse(row), idempotencyKey: row.idempotency_key }));

async function readPayments(
  transaction: DatabaseTransactionConnection,
  merchantId: string,
  emit: Emit,
): Promise<number> {
  let total = 0;
  for (let after = UUID_MIN; ;) {
    const rows = await transaction.any(
      sql.prepared("export_payments", exportedPaymentRow)`
        select ${PAYMENT_COLUMNS}, idempotency_key from payments where merchant_id = ${merchantId} and id > ${after} order by id limit ${BATCH_ROWS}`,
    );
    const last = rows.at(-1);
    if (!last) return total;
    await emit({ type: "payments", rows });
    total += rows.length;
    after = last.id;
  }
}

const exportedRefundRow = z
  .object({ idempotency_key: z.string() })
  .loose()
  .transform((row) => ({ ...refundRow.parse(row), idempotencyKey: row.idempotency_key }));

async function readRefunds(
  transaction: DatabaseTransactionConnection,
  merchantId: string,
  emit: Emit,
): Promise<number> {
  let total = 0;
  for (let after = UUID_MIN; ;) {
    const rows = await transaction.any(
      sql.prepared("export_refunds", exportedRefundRow)`
        select ${REFUND_COLUMNS}, r.idempotency_key
        from refunds r join payments p on p.merchant_id = r.merchant_id and p.id = r.payment_id
        where r.merchant_id = ${merchantId} and r.id > ${after} order by r.id limit ${BATCH_ROWS}`,
    );
    const last = rows.at(-1);
    if (!last) return total;
    await emit({ type: "refunds", rows });
    total += rows.length;
    after = last.id;
  }
}

const postingRow = z
  .object({
    payment_id: z.string(),
    sequence: z.number(),
    currency: z.string(),
    account: z.enum(["provider_clearing", "merchant_pending"]),
    amount_minor: minorUnits,
    created_at: z.date(),
  })
  .transform((row) => ({
    paymentId: row.payment_id,
    sequence: row.sequence,
    currency: row.currency,
    account: row.account,
    amountMinor: row.amount_minor,
    createdAt: row.created_at,
  }));

async function readPostings(
  transaction: DatabaseTransactionConnection,
  merchantId: string,
  emit: Emit,
): Promise<number> {
  let total = 0;
  let after: Pick<ExportedPosting, "paymentId" | "sequence"> = { paymentId: UUID_MIN, sequence: 0 };
  for (;;) {
    const rows = await transaction.any(
      sql.prepared("export_postings", postingRow)`
        select payment_id, sequence, currency, account, amount_minor, created_at from postings
        where merchant_id = ${merchantId} and (payment_id, sequence) > (${after.paymentId}, ${after.sequence})
        order by payment_id, sequence limit ${BATCH_ROWS}`,
    );
    const last = rows.at(-1);
    if (!last) return total;
    await emit({ type: "postings", rows });
    total += rows.length;
    after = last;
  }
}
