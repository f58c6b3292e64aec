import { readdirSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy as refusedByServer } from "../testing/refused-by.ts";
import { createMerchant, NO_LOG, MIGRATIONS, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { migrate } from "./migrate.ts";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;
/** The keys of the one payment of 10.50 EUR. */
let own: string;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  merchant = await createMerchant(server);
  expect((await service.createPayment(merchant)).status).toBe(201);
  const [payment] = await server.query<{ id: string }>(
    `select id from payments where merchant_id = '${merchant.merchantId}'`,
  );
  own = `'${merchant.merchantId}', '${payment!.id}'`;
});

const refusedBy = (statement: string): Promise<string | undefined> => refusedByServer(server, statement);

const posting = (sequence: number, account: string, amount: number, currency = "EUR"): string =>
  `(${own}, ${sequence}, '${currency}', '${account}', ${amount}, now())`;
const insertPostings = (...rows: string[]): string => `insert into postings values ${rows.join(", ")}`;

test("postings that don't sum to zero are refused, one or several", async () => {
  expect(await refusedBy(insertPostings(posting(3, "merchant_pending", -1)))).toBe("postings_sum_to_zero");
  expect(await refusedBy(insertPostings(posting(3, "merchant_pending", -5), posting(4, "provider_clearing", 4)))).toBe(
    "postings_sum_to_zero",
  );
});

test("postings that move more than the payment says are refused, even if they balance", async () => {
  expect(await refusedBy(insertPostings(posting(3, "merchant_pending", -5), posting(4, "provider_clearing", 5)))).toBe(
    "payment_matches_postings",
  );
});

test("a payment without postings, or with other amounts than its postings, is refused at commit", async () => {
  const insert = `insert into payments select merchant_id, gen_random_uuid(), status, amount_minor, currency,
    description, captured_minor, refunded_minor, 'other key', created_at from payments where (merchant_id, id) = (${own})`;
  expect(await refusedBy(insert)).toBe("payment_matches_postings");
  expect(await refusedBy(`update payments set refunded_minor = 1 where (merchant_id, id) = (${own})`)).toBe(
    "payment_matches_postings",
  );
});

test("a posting in a currency that its account or its payment doesn't have is refused", async () => {
  const dollars = insertPostings(posting(3, "merchant_pending", -5, "USD"), posting(4, "provider_clearing", 5, "USD"));
  expect(await refusedBy(dollars)).toBe("posting_account_currency");
  expect((await service.createPayment(merchant, { amountMinor: 1, currency: "USD" })).status).toBe(201);
  expect(await refusedBy(dollars)).toBe("postings_in_currency_of_payment");
});

test("a posting to an account that doesn't exist, of nothing, or a second with the same number is refused", async () => {
  expect(await refusedBy(insertPostings(posting(1, "merchant_pending", -5)))).toBe("postings_pkey");
  expect(await refusedBy(insertPostings(posting(3, "merchant_pending", 0)))).toBe("posting_amount");
  expect(await refusedBy(`insert into ledger_accounts values ('${merchant.merchantId}', 'EUR', 'slush_fund')`)).toBe(
    "ledger_account",
  );
});

test("what is recorded can't be changed, deleted or truncated", async () => {
  expect(await refusedBy("update postings set amount_minor = amount_minor * 2")).toBe("postings_immutable");
  expect(await refusedBy("delete from postings")).toBe("postings_immutable");
  expect(await refusedBy("truncate postings cascade")).toBe("postings_immutable");
  expect(await refusedBy("delete from payments")).toBe("payments_immutable");
  expect(await refusedBy("truncate payments cascade")).toBe("payments_immutable");
  expect(await refusedBy("delete from ledger_accounts")).toBe("ledger_accounts_immutable");
  expect(await refusedBy("truncate ledger_accounts cascade")).toBe("ledger_accounts_immutable");
  expect(await refusedBy("update idempotency_keys set response_body = '{}'")).toBe("idempotency_keys_immutable");
});

test("the terms of a payment can't be changed", async () => {
  const changes = [
    "amount_minor = amount_minor + 1",
    "currency = 'USD'",
    "idempotency_key = 'x'",
    "created_at = now()",
  ];
  for (const change of [...changes, "captured_minor = captured_minor - 1", "id = gen_random_uuid()"]) {
    expect(await refusedBy(`update payments set ${change} where (merchant_id, id) = (${own})`), change).toBe(
      "payments_immutable",
    );
  }
});

test("never more is captured than authorized, nor refunded than captured, nor anything negative", async () => {
  const update = (change: string): string => `update payments set ${change} where (merchant_id, id) = (${own})`;
  expect(await refusedBy(update("captured_minor = amount_minor + 1"))).toBe("captured_within_authorized");
  expect(await refusedBy(update("refunded_minor = captured_minor + 1"))).toBe("refunded_within_captured");
  expect(await refusedBy(update("status = 'lost'"))).toBe("payment_status");
  for (const amount of ["0", "-1", "100000000000"]) {
    const insert = `insert into payments select merchant_id, gen_random_uuid(), status, ${amount}, currency, null,
      ${amount}, 0, 'k', created_at from payments where (merchant_id, id) = (${own})`;
    expect(["payment_amount", "captured_within_authorized"]).toContain(await refusedBy(insert));
  }
});

test("a balance can't be set, only posted to", async () => {
  expect(await refusedBy("update ledger_accounts set balance_minor = 0")).toBe("balance_follows_postings");
  expect(
    await refusedBy(`insert into ledger_accounts values ('${merchant.merchantId}', 'USD', 'merchant_pending', -5)`),
  ).toBe("balance_follows_postings");
});

test("another payment can't take the same key, nor a payment the same id", async () => {
  const [known] = await server.query<{ key: string }>(
    `select key from idempotency_keys where merchant_id = '${merchant.merchantId}'`,
  );
  expect(
    await refusedBy(`insert into idempotency_keys select merchant_id, key, request_hash, payment_id, 201, '{}', now()
      from idempotency_keys where key = '${known!.key}'`),
  ).toBe("idempotency_keys_pkey");
  expect(await refusedBy(`insert into payments select * from payments where (merchant_id, id) = (${own})`)).toBe(
    "payments_pkey",
  );
});

test("balances are the sums of the postings, after many payments at once in several currencies", async () => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      service.createPayment(merchant, { amountMinor: index + 1, currency: ["EUR", "JPY", "BHD"][index % 3] }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  const wrong = await server.query(
    `select account, currency, balance_minor, sum(amount_minor) from ledger_accounts join postings using (merchant_id, currency, account)
     group by merchant_id, account, currency having balance_minor <> sum(amount_minor)`,
  );
  expect(wrong).toEqual([]);
  const [totals] = await server.query("select count(*)::int, sum(balance_minor)::int from ledger_accounts");
  expect(totals).toMatchObject({ sum: 0 });
});

test("the schema can be taken down and put up again", async () => {
  const empty = { ...server.connection, database: "down_and_up" };
  await server.query("create database down_and_up", "postgres");
  const options = { directory: MIGRATIONS, log: NO_LOG };
  const applied = await migrate(empty, options);
  expect(applied).toHaveLength(readdirSync(MIGRATIONS).length);
  expect(await migrate(empty, { ...options, direction: "down" })).toHaveLength(readdirSync(MIGRATIONS).length);
  expect(
    await server.query("select relname from pg_class where relname ~ 'payment|ledger|posting|refund'", "down_and_up"),
  ).toEqual([]);
  expect(
    await server.query("select proname from pg_proc where pronamespace = 'public'::regnamespace", "down_and_up"),
  ).toEqual([]);
  expect(await Promise.all([migrate(empty, options), migrate(empty, options)])).toContainEqual([]);
});
