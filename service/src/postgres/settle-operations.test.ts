import { afterAll, beforeAll, expect, test } from "vitest";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";

let server: PostgresServer;
let service: TestService;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Begun {
  readonly merchant_id: string;
  readonly operation_id: string;
  readonly payment_id: string;
}

/** A new merchant's first two payments, whose provider did not answer. */
async function beginTwo(): Promise<[Begun, Begun]> {
  const merchant = await createMerchant(server);
  const body = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_timeoutBeforeCharge" };
  const answers = await Promise.all([service.createPayment(merchant, body), service.createPayment(merchant, body)]);
  expect(answers.map(({ status }) => status)).toEqual([503, 503]);
  const [first, second] = await server.query<Begun & { id: string }>(
    `select merchant_id, id as operation_id, payment_id from provider_operations where merchant_id = '${merchant.merchantId}'`,
  );
  return [first!, second!];
}

async function settle(batch: readonly Begun[]): Promise<string[]> {
  const items = batch.map((begun, n) => ({
    ...begun,
    n,
    outcome: "succeeded",
    reference: `at the provider ${begun.payment_id}`,
    debit: "provider_clearing",
    credit: "merchant_pending",
    at: new Date().toISOString(),
  }));
  const rows = await server.query<{ outcome: string }>(
    `select outcome from settle_operations('${JSON.stringify(items)}') order by n`,
  );
  return rows.map(({ outcome }) => outcome);
}

async function waiting(count: number): Promise<void> {
  await until(`${count} batches to wait`, async () => {
    const rows = await server.query(
      `select from pg_stat_activity where query like '%settle_operations%' and wait_event_type = 'Lock'`,
    );
    return rows.length === count;
  });
}

test("batches with first payments of the same merchants, in any order, wait for each other and don't deadlock", async () => {
  const merchants = await Promise.all([beginTwo(), beginTwo(), beginTwo()]);
  const [a, b, c] = merchants.toSorted(([x], [y]) => (x.merchant_id < y.merchant_id ? -1 : 1));
  await using holder = await held(`insert into ledger_accounts (merchant_id, currency, account)
    values ('${c![0].merchant_id}', 'EUR', 'merchant_pending')`);
  // Stopped at the holder's account, with b's before it and a's after it.
  const one = settle([b![0], c![0], a![0]]);
  await waiting(1);
  const other = settle([a![1], b![1]]);
  await waiting(2);
  await holder.release();
  expect(await Promise.all([one, other])).toEqual([
    ["done", "done", "done"],
    ["done", "done"],
  ]);
  for (const [{ merchant_id }] of merchants) expect(await wrongBalances(server, merchant_id)).toEqual([]);
});

test("what moves no money makes no accounts", async () => {
  const merchant = await createMerchant(server);
  const body = { amountMinor: 1050, currency: "EUR" };
  const authorized = await service.createPayment(merchant, { ...body, captureMethod: "manual" });
  const declined = await service.createPayment(merchant, { ...body, paymentMethod: "pm_card_chargeDeclined" });
  expect([authorized.status, declined.status]).toEqual([201, 402]);
  const accounts = await server.query(`select from ledger_accounts where merchant_id = '${merchant.merchantId}'`);
  expect(accounts).toHaveLength(0);
});

/** Does the statement and holds its locks until `release` undoes it. */
async function held(statement: string): Promise<AsyncDisposable & { release(): Promise<void> }> {
  const client = await server.connect();
  await client.query("begin");
  await client.query(statement);
  const release = async (): Promise<void> => {
    await client.query("rollback");
  };
  return { release, [Symbol.asyncDispose]: () => client.end() };
}
