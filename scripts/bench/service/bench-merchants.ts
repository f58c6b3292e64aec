import type pg from "pg";
import { LEDGER_ACCOUNTS } from "../../../service/src/domain/ledger.ts";
import { AccessTokens } from "../../../service/src/http/access-tokens.ts";

export const MERCHANTS = 1_000;

/** Merchant number `index`; in SQL the same is `baseline.numbered`. */
function numbered(prefix: string, index: number): string {
  return `${prefix}0000000-0000-7000-8000-${index.toString(16).padStart(12, "0")}`;
}

/**
 * Merchants with all their accounts, whose users may do everything and who want to be told by webhook of each capture. What is to be delivered is
 * due a day later, so that only the outbox is measured and not the receivers, too.
 */
export async function addMerchants(client: pg.Client): Promise<void> {
  const id = (prefix: string): string => `baseline.numbered('${prefix}', i)`;
  await client.query(`
    create schema baseline;
    create function baseline.numbered(prefix text, index integer) returns uuid language sql immutable as $$
      select (prefix || '0000000-0000-7000-8000-' || lpad(to_hex(index), 12, '0'))::uuid
    $$;
    insert into merchants (id, name) select ${id("0")}, 'Merchant ' || i from generate_series(1, ${MERCHANTS}) i;
    insert into users (id, merchant_id, email, password_hash, role)
      select ${id("1")}, ${id("0")}, i || '@bench.test', 'none', 'admin' from generate_series(1, ${MERCHANTS}) i;
    insert into webhook_endpoints (merchant_id, id, url, event_types, ordered, status, created_at)
      select ${id("0")}, ${id("2")}, 'http://127.0.0.1:9/', '{payment.captured}', false, 'enabled', now()
        from generate_series(1, ${MERCHANTS}) i;
    insert into ledger_accounts (merchant_id, currency, account)
      select ${id("0")}, 'EUR', account
        from generate_series(1, ${MERCHANTS}) i, unnest('{${LEDGER_ACCOUNTS.join()}}'::text[]) account;
    alter table webhook_deliveries alter column next_attempt_at set default now() + interval '1 day'`);
}

/** Each good for a quarter of an hour. */
export function merchantTokens(jwtSecret: string, merchants: number): string[] {
  const tokens = new AccessTokens(jwtSecret);
  return Array.from({ length: merchants }, (_, index) =>
    tokens.sign({ merchantId: numbered("0", index + 1), userId: numbered("1", index + 1), role: "admin" }),
  );
}
