import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy as refusedByServer } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres } from "../testing/test-service.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";

let server: PostgresServer;
let merchantId: string;

beforeAll(async () => {
  server = await startMigratedPostgres();
  // Kinds like those of settlements and payouts, which have rules of their own.
  await server.query(`insert into ledger_transfer_kinds values
    ('test_in', 'merchant_pending', 'merchant_available'), ('test_out', 'merchant_available', 'payouts'),
    ('test_back', 'payouts', 'merchant_available')`);
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(async () => {
  ({ merchantId } = await createMerchant(server));
});

const refusedBy = (statement: string): Promise<string | undefined> => refusedByServer(server, statement);

async function post(kind: string, amount: number, pending = false, id: string = randomUUID()): Promise<string> {
  await server.query(
    `select post_transfer('${merchantId}', '${id}', '${kind}', 'EUR', ${amount}, ${pending}, gen_random_uuid(), now())`,
  );
  return id;
}

async function resolve(id: string, outcome: string): Promise<boolean> {
  const [row] = await server.query<{ resolved: boolean }>(
    `select resolve_transfer('${merchantId}', '${id}', '${outcome}', now()) as resolved`,
  );
  return row!.resolved;
}

async function account(name: string): Promise<[balance: number, pendingDebit: number, pendingCredit: number]> {
  const [row] = await server.query<{ b: number; d: number; c: number }>(
    `select balance_minor::int as b, pending_debit_minor::int as d, pending_credit_minor::int as c from ledger_accounts
     where merchant_id = '${merchantId}' and account = '${name}'`,
  );
  return [row!.b, row!.d, row!.c];
}

test("a transfer moves its amount at once, a pending one when it is posted, a voided one never", async () => {
  await post("test_in", 100);
  const pending = await post("test_out", 40, true);
  expect(await account("merchant_available")).toEqual([-100, 40, 0]);
  expect(await account("payouts")).toEqual([0, 0, 40]);
  expect(await resolve(pending, "posted")).toBe(true);
  expect(await account("merchant_available")).toEqual([-60, 0, 0]);
  expect(await account("payouts")).toEqual([-40, 0, 0]);
  const other = await post("test_out", 10, true);
  expect(await resolve(other, "voided")).toBe(true);
  expect(await account("merchant_available")).toEqual([-60, 0, 0]);
  expect(await account("merchant_pending")).toEqual([100, 0, 0]);
});

test("it resolves once, however many try at once and whichever way", async () => {
  await post("test_in", 100);
  const id = await post("test_out", 30, true);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => resolve(id, index % 2 === 0 ? "posted" : "voided")),
  );
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  const [{ outcome }] = (await server.query<{ outcome: string }>(
    `select outcome from ledger_resolutions where transfer_id = '${id}'`,
  )) as [{ outcome: string }];
  expect(await account("payouts")).toEqual([outcome === "posted" ? -30 : 0, 0, 0]);
});

test("the same transfer twice is one transfer", async () => {
  const id = randomUUID();
  await Promise.all(Array.from({ length: 10 }, () => post("test_in", 25, false, id)));
  expect(await account("merchant_available")).toEqual([-25, 0, 0]);
});

test("raw SQL can't move money in a way that no kind has, nor nothing, nor less", async () => {
  await post("test_in", 100);
  const insert = (kind: string, debit: string, credit: string, amount: number, currency = "EUR"): string =>
    `insert into ledger_transfers values ('${merchantId}', gen_random_uuid(), '${kind}', '${currency}', '${debit}', '${credit}', ${amount}, false, gen_random_uuid(), now())`;
  expect(await refusedBy(insert("test_in", "merchant_available", "merchant_pending", 5))).toBe(
    "transfer_accounts_of_kind",
  );
  expect(await refusedBy(insert("gift", "provider_clearing", "merchant_available", 5))).toBe(
    "transfer_accounts_of_kind",
  );
  expect(await refusedBy(insert("test_in", "merchant_pending", "merchant_available", 0))).toBe("transfer_amount");
  expect(await refusedBy(insert("test_in", "merchant_pending", "merchant_available", -5))).toBe("transfer_amount");
  expect(await refusedBy(insert("test_in", "merchant_pending", "merchant_available", 5, "USD"))).toMatch(
    /^transfer_(debit|credit)_account$/,
  );
  // More comes back than was sent.
  expect(await refusedBy(insert("test_back", "payouts", "merchant_available", 5))).toMatch(
    /^credit_side$|transfer_debit_account/,
  );
  await post("test_out", 5);
  expect(await refusedBy(insert("test_back", "payouts", "merchant_available", 6))).toBe("credit_side");
});

test("raw SQL can't resolve twice, what is not pending, or what does not exist", async () => {
  const posted = await post("test_in", 100);
  const pending = await post("test_out", 30, true);
  const insert = (id: string, outcome: string): string =>
    `insert into ledger_resolutions values ('${merchantId}', '${id}', '${outcome}', now())`;
  expect(await refusedBy(insert(posted, "posted"))).toBe("resolves_pending_transfer");
  expect(await refusedBy(insert(randomUUID(), "posted"))).toBe("ledger_resolutions_merchant_id_transfer_id_fkey");
  expect(await refusedBy(insert(pending, "lost"))).toBe("resolution_outcome");
  await resolve(pending, "voided");
  expect(await refusedBy(insert(pending, "posted"))).toBe("ledger_resolutions_pkey");
  expect(await account("payouts")).toEqual([0, 0, 0]);
});

test("raw SQL can't set balances, change what is recorded, or forget it", async () => {
  await post("test_in", 100);
  await resolve(await post("test_out", 30, true), "posted");
  for (const column of ["balance_minor", "pending_debit_minor", "pending_credit_minor"]) {
    expect(await refusedBy(`update ledger_accounts set ${column} = ${column} + 1`)).toBe("balance_follows_postings");
    expect(
      await refusedBy(
        `insert into ledger_accounts (merchant_id, currency, account, ${column}) values ('${merchantId}', 'USD', 'fees', 1)`,
      ),
    ).toMatch(/^(balance_follows_postings|credit_side)$/);
  }
  for (const table of ["ledger_transfers", "ledger_resolutions", "ledger_transfer_kinds"]) {
    expect(await refusedBy(`delete from ${table}`)).toBe(`${table}_immutable`);
    expect(await refusedBy(`truncate ${table} cascade`)).toMatch(/_immutable$/);
  }
  expect(await refusedBy("update ledger_transfers set amount_minor = 1")).toBe("ledger_transfers_immutable");
  expect(await refusedBy("update ledger_transfers set pending = not pending")).toBe("ledger_transfers_immutable");
  expect(await refusedBy("update ledger_resolutions set outcome = 'voided'")).toBe("ledger_resolutions_immutable");
});

test("whatever is tried, accounts sum to zero and say what their entries say", async () => {
  const step = fc.record({
    kind: fc.constantFrom("test_in", "test_out", "test_back"),
    amount: fc.integer({ min: 0, max: 50 }),
    pending: fc.boolean(),
    resolution: fc.constantFrom("posted", "voided", undefined),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      ({ merchantId } = await createMerchant(server));
      await Promise.all(
        steps.map(async ({ kind, amount, pending, resolution }) => {
          try {
            const id = await post(kind, amount, pending);
            if (resolution) await resolve(id, resolution);
          } catch {
            // Refused by a constraint: then nothing may have moved.
          }
        }),
      );
      expect(await wrongBalances(server, merchantId)).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
