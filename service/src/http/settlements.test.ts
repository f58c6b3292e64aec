import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { feeOf } from "../domain/fee.ts";
import { killAtRandom } from "../testing/kill-at-random.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy as refusedByServer } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";
import { settleDue } from "../usecases/settle-due.ts";

const SOON = new Date(Date.now() + 2 * 86_400_000);
const WORKER = join(import.meta.dirname, "../testing/settlement-worker.ts");
let server: PostgresServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  merchant = await createMerchant(server);
  await server.query(`insert into fee_plans values ('${merchant.merchantId}', 'EUR', 290, 30)`);
});

const refusedBy = (statement: string): Promise<string | undefined> => refusedByServer(server, statement);

async function pay(amountMinor: number, currency = "EUR"): Promise<string> {
  return (await service.createPayment(merchant, { amountMinor, currency })).json.id;
}

async function settleAll(linesMax = 2_000): Promise<void> {
  while (await settleDue(service.books.settlements, { now: SOON, delayDays: 1, linesMax }));
}

interface SettlementBody {
  readonly id: string;
  readonly currency: string;
  readonly number: number;
  readonly grossMinor: number;
  readonly feeMinor: number;
  readonly netMinor: number;
  readonly lineCount: number;
}

async function settlements(): Promise<readonly SettlementBody[]> {
  return (await service.get("/api/v1/settlements?limit=100", merchant)).json.data as unknown as SettlementBody[];
}

async function balance(account: string, currency = "EUR"): Promise<number> {
  const [row] = await server.query<{ b: number }>(
    `select balance_minor::int as b from ledger_accounts where (merchant_id, currency, account) = ('${merchant.merchantId}', '${currency}', '${account}')`,
  );
  return row?.b ?? 0;
}

test("what was captured less what was refunded becomes available, less fees, once and not before its day is over", async () => {
  const first = await pay(10_000);
  await pay(50);
  await pay(700, "JPY");
  await service.post(`/api/v1/payments/${first}/refunds`, merchant, { amountMinor: 2_500 });
  await settleDue(service.books.settlements, { now: new Date(), delayDays: 1 });
  expect(await settlements()).toEqual([]);
  await settleAll();
  await settleAll();
  const fee = feeOf({ basisPoints: 290, fixedMinor: 30 }, 10_000) + feeOf({ basisPoints: 290, fixedMinor: 30 }, 50);
  expect(fee).toBe(320 + 31);
  const found = await settlements();
  expect(
    found
      .map(({ currency, number, grossMinor, feeMinor, netMinor, lineCount }) => [
        currency,
        number,
        grossMinor,
        feeMinor,
        netMinor,
        lineCount,
      ])
      .sort(),
  ).toEqual([
    ["EUR", 1, 7_550, fee, 7_550 - fee, 3],
    ["JPY", 1, 700, 0, 700, 1],
  ]);
  expect([await balance("merchant_pending"), await balance("merchant_available"), await balance("fees")]).toEqual([
    0,
    fee - 7_550,
    -fee,
  ]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("lines are listed page by page, each capture with its fee", async () => {
  const ids = [await pay(1_000), await pay(2_000), await pay(10)];
  await settleAll();
  const [{ id }] = (await settlements()) as [SettlementBody];
  const lines: { paymentId: string; amountMinor: number; feeMinor: number }[] = [];
  let query = "?limit=2";
  for (;;) {
    const { json } = await service.get(`/api/v1/settlements/${id}/lines${query}`, merchant);
    lines.push(...(json.data as never[]));
    if (json.nextCursor === null) break;
    query = `?limit=2&cursor=${json.nextCursor}`;
  }
  expect(lines.map(({ paymentId, amountMinor, feeMinor }) => [paymentId, amountMinor, feeMinor])).toEqual([
    [ids[0], 1_000, 59],
    [ids[1], 2_000, 88],
    [ids[2], 10, 10],
  ]);
  expect((await service.get(`/api/v1/settlements/${id}`, merchant)).json).toMatchObject({ netMinor: 3_010 - 157 });
  expect((await service.get(`/api/v1/settlements/${id}/lines?cursor=bm9uZQ`, merchant)).status).toBe(400);
});

test("a refund after the settlement is taken from what is available at the next", async () => {
  const id = await pay(1_000);
  await settleAll();
  await service.post(`/api/v1/payments/${id}/refunds`, merchant, {});
  await server.query("update settlement_progress set settled_through = settled_through - 1");
  await settleAll();
  expect(
    (await settlements()).map(({ grossMinor, feeMinor, netMinor }) => [grossMinor, feeMinor, netMinor]),
  ).toContainEqual([-1_000, 0, -1_000]);
  expect([await balance("merchant_pending"), await balance("merchant_available")]).toEqual([0, 59]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("the database and the domain agree on every fee", async () => {
  const captures = fc.integer({ min: 1, max: 99_999_999_999 });
  await fc.assert(
    fc.asyncProperty(
      captures,
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 0, max: 500 }),
      async (captured, basisPoints, fixedMinor) => {
        const [row] = await server.query<{ fee: string }>(
          `select fee_of(${captured}, ${basisPoints}, ${fixedMinor})::text as fee`,
        );
        expect(feeOf({ basisPoints, fixedMinor }, captured)).toBe(Number(row!.fee));
      },
    ),
    { numRuns: 20 },
  );
});

test("several tasks at once, each killed at random, settle every posting exactly once", async () => {
  const amounts = Array.from({ length: 24 }, (_, index) => 100 + index);
  await Promise.all(amounts.map((amount) => pay(amount)));
  const argument = JSON.stringify([server.connection, SOON.toISOString()]);
  const seed = await killAtRandom(WORKER, argument, 6);
  await settleAll(3);
  const found = await settlements();
  expect(
    found.reduce((sum, { lineCount }) => sum + lineCount, 0),
    `seed ${seed}`,
  ).toBe(amounts.length);
  expect(
    found.reduce((sum, { grossMinor }) => sum + grossMinor, 0),
    `seed ${seed}`,
  ).toBe(amounts.reduce((a, b) => a + b));
  expect(await balance("merchant_pending"), `seed ${seed}`).toBe(0);
  expect(await wrongBalances(server, merchant.merchantId), `seed ${seed}`).toEqual([]);
});

test("raw SQL can't settle a posting twice, by another amount, or beside its settlement", async () => {
  await pay(1_000);
  await settleAll();
  const own = `where merchant_id = '${merchant.merchantId}'`;
  const line = (columns: string): string =>
    `insert into settlement_lines select ${columns} from settlement_lines ${own}`;
  expect(await refusedBy(line("*"))).toBe("settlement_lines_pkey");
  expect(await refusedBy(line("merchant_id, payment_id, 9::smallint, settlement_id, amount_minor, 0"))).toBe(
    "settled_posting",
  );
  await pay(70);
  const [posting] = await server.query<{ payment_id: string; sequence: number }>(
    `select payment_id, sequence from postings ${own} and amount_minor = -70`,
  );
  const added = (amount: number, fee: number): string =>
    line(
      `merchant_id, '${posting!.payment_id}'::uuid, ${posting!.sequence}::smallint, settlement_id, ${amount}, ${fee}`,
    );
  expect(await refusedBy(added(70, 0))).toBe("settlement_matches_lines");
  expect(await refusedBy(added(71, 0))).toBe("settlement_lines_match_postings");
  expect(await refusedBy(added(70, 71))).toBe("settlement_line_fee");
  const settlement = (columns: string): string =>
    `insert into settlements select merchant_id, gen_random_uuid(), currency, day, ${columns}, created_at from settlements ${own}`;
  expect(await refusedBy(settlement("number, gross_minor, fee_minor, net_minor, line_count"))).toBe(
    "settlements_merchant_id_currency_day_number_key",
  );
  expect(await refusedBy(settlement("7, gross_minor, fee_minor, net_minor, line_count"))).toBe(
    "settlement_matches_lines",
  );
  expect(await refusedBy(settlement("7, gross_minor, fee_minor, net_minor + 1, line_count"))).toBe("settlement_net");
  const transfer = (kind: string, debit: string, credit: string, subject: string): string =>
    `insert into ledger_transfers select merchant_id, gen_random_uuid(), '${kind}', 'EUR', '${debit}', '${credit}', 1, false, ${subject}, now() from settlements ${own}`;
  expect(await refusedBy(transfer("fee", "merchant_pending", "fees", "id"))).toBe("settlement_matches_transfers");
  expect(await refusedBy(transfer("settlement", "merchant_pending", "merchant_available", "gen_random_uuid()"))).toBe(
    "transfer_of_settlement",
  );
  for (const table of ["settlements", "settlement_lines"]) {
    expect(await refusedBy(`delete from ${table}`)).toBe(`${table}_immutable`);
    expect(await refusedBy(`update ${table} set fee_minor = 0`)).toBe(`${table}_immutable`);
  }
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});
