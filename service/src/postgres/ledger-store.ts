import { sql, type DatabaseTransactionConnection } from "slonik";
import { z } from "zod";
import { LEDGER_ACCOUNTS } from "../domain/ledger.ts";
import { CLEARED_KINDS } from "../domain/reconciliation.ts";
import type { LedgerStore, StatementAccount, StatementBatch, StatementPeriod } from "../usecases/ledger-ports.ts";
import type { Reader } from "./read-path/reader.ts";
import { minorUnits } from "./rows.ts";
import { snapshotStream } from "./snapshot-stream.ts";

const balanceRow = z
  .object({
    currency: z.string(),
    account: z.enum(LEDGER_ACCOUNTS),
    balance_minor: minorUnits,
    pending_debit_minor: minorUnits,
    pending_credit_minor: minorUnits,
  })
  .transform((row) => ({
    currency: row.currency,
    account: row.account,
    balanceMinor: row.balance_minor,
    pendingDebitMinor: row.pending_debit_minor,
    pendingCreditMinor: row.pending_credit_minor,
  }));

const clearedRow = z
  .object({
    kind: z.enum(CLEARED_KINDS),
    payment_id: z.string(),
    currency: z.string(),
    amount_minor: minorUnits,
  })
  .transform((row) => ({
    kind: row.kind,
    paymentId: row.payment_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
  }));

const openingRow = z.object({ balance_minor: minorUnits });

const lineRow = z
  .object({ occurred_at: z.date(), kind: z.string(), subject_id: z.string(), amount_minor: minorUnits })
  .transform((row) => ({
    occurredAt: row.occurred_at,
    kind: row.kind,
    subjectId: row.subject_id,
    amountMinor: row.amount_minor,
  }));

export function createLedgerStore(database: Reader): LedgerStore {
  return {
    balances: (merchantId) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_balances", balanceRow)`
            select currency, account, balance_minor, pending_debit_minor, pending_credit_minor from ledger_accounts
            where merchant_id = ${merchantId} order by currency, account`,
        ),
      ),

    cleared: (merchantId, { from, to }, limit) =>
      database.run((connection) =>
        connection.any(
          sql.prepared("list_cleared", clearedRow)`
            select case e.kind when 'dispute_lost' then 'chargeback' else e.kind end as kind,
              coalesce(d.payment_id, e.subject_id) as payment_id, e.currency,
              abs(sum(e.amount_minor))::bigint as amount_minor
            from ledger_entries e
              left join disputes d on e.kind = 'dispute_lost' and d.merchant_id = e.merchant_id and d.id = e.subject_id
            where e.merchant_id = ${merchantId} and e.account = 'provider_clearing'
              and e.kind in ('capture', 'refund', 'dispute_lost')
              and e.occurred_at >= ${from}::date::timestamp at time zone 'UTC'
              and e.occurred_at < (${to}::date + 1)::timestamp at time zone 'UTC'
            group by 1, 2, 3 limit ${limit}`,
        ),
      ),

    statement: (account, period) =>
      snapshotStream(database, (transaction, emit) => readStatement(transaction, account, period, emit)),
  };
}

/** The balance of today less what came since gives the opening one, so that a period near the end costs little. */
async function readStatement(
  transaction: DatabaseTransactionConnection,
  { merchantId, currency, account }: StatementAccount,
  { from, to }: StatementPeriod,
  emit: (batch: StatementBatch) => Promise<void>,
): Promise<void> {
  const entries = sql.fragment`from ledger_entries e
    where e.merchant_id = ${merchantId} and e.currency = ${currency} and e.account = ${account}
      and e.occurred_at >= ${from}::date::timestamp at time zone 'UTC'`;
  const opening = await transaction.one(
    sql.type(openingRow)`
      select (coalesce((select a.balance_minor from ledger_accounts a
          where a.merchant_id = ${merchantId} and a.currency = ${currency} and a.account = ${account}), 0)
        - coalesce((select sum(e.amount_minor) ${entries}), 0))::bigint as balance_minor`,
  );
  await emit({ type: "opening", balanceMinor: opening.balance_minor });
  await transaction.query(
    sql.unsafe`declare statement no scroll cursor for select e.occurred_at, e.kind, e.subject_id, e.amount_minor ${entries}
      and e.occurred_at < (${to}::date + 1)::timestamp at time zone 'UTC'
      order by e.occurred_at, e.source_id, e.sequence`,
  );
  for (;;) {
    const rows = await transaction.any(sql.type(lineRow)`fetch 500 from statement`);
    if (rows.length === 0) return;
    await emit({ type: "lines", rows });
  }
}
