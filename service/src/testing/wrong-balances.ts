import type { PostgresServer } from "./postgres-server.ts";

/**
 * What is wrong with a merchant's ledger, a sentence each: currencies that don't sum to zero, accounts that don't say what
 * their entries say, and amounts that are held for nothing.
 */
export async function wrongBalances(server: PostgresServer, merchantId: string): Promise<string[]> {
  const rows = await server.query<{ problem: string }>(`
    select format('%s sums to %s', currency, sum(balance_minor)) as problem
      from ledger_accounts where merchant_id = '${merchantId}' group by currency having sum(balance_minor) <> 0
    union all
    select format('%s %s is %s, its entries %s', a.currency, a.account, a.balance_minor, coalesce(sum(e.amount_minor), 0))
      from ledger_accounts a left join ledger_entries e using (merchant_id, currency, account)
      where a.merchant_id = '${merchantId}' group by a.merchant_id, a.currency, a.account
      having a.balance_minor <> coalesce(sum(e.amount_minor), 0)
    union all
    select format('%s %s holds %s and %s, its pending transfers %s and %s', a.currency, a.account, a.pending_debit_minor,
        a.pending_credit_minor, held.debit, held.credit)
      from ledger_accounts a cross join lateral (
        select coalesce(sum(t.amount_minor) filter (where t.debit_account = a.account), 0) as debit,
               coalesce(sum(t.amount_minor) filter (where t.credit_account = a.account), 0) as credit
          from ledger_transfers t
          where t.merchant_id = a.merchant_id and t.currency = a.currency and t.pending and not exists (
            select from ledger_resolutions r where r.merchant_id = t.merchant_id and r.transfer_id = t.id)
      ) as held
      where a.merchant_id = '${merchantId}' and (a.pending_debit_minor, a.pending_credit_minor) <> (held.debit, held.credit)`);
  return rows.map(({ problem }) => problem);
}
