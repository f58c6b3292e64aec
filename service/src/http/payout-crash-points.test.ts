import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { openDatabase, type Database } from "../postgres/database.ts";
import { createSimulatedBank } from "../postgres/simulated-bank.ts";
import { CrashSite, type Barrier } from "../testing/crash-site.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, type Answer, type TestService } from "../testing/test-service.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";
import { sendPayouts } from "../usecases/send-payouts.ts";
import { settleDue } from "../usecases/settle-due.ts";

const KEY = "the key";
const BODY = { currency: "EUR", amountMinor: 30_000 };
const MOMENTS = ["before", "after"] as const;

let server: PostgresServer;
let survivor: TestService;
let database: Database;
let site: CrashSite;
let merchant: Principal;

beforeAll(async () => {
  site = await CrashSite.open();
  ({ server, survivor } = site);
  database = await openDatabase(server.connection, 4);
});
afterAll(async () => {
  await database.close();
  await site[Symbol.asyncDispose]();
});
/** Every merchant begins with 1,000.00 EUR that can be paid out. */
beforeEach(async () => {
  merchant = await createMerchant(server);
  await survivor.createPayment(merchant, { amountMinor: 100_000, currency: "EUR" });
  while (await settleDue(survivor.books.settlements, { now: new Date(Date.now() + 2 * 86_400_000), delayDays: 1 }));
});

const create = (): Promise<Answer> => survivor.post("/api/v1/payouts", merchant, BODY, KEY);

/** What is due is sent again, as late as needed for the lease of whoever died to be over. */
async function sendAgain(): Promise<void> {
  await sendPayouts(survivor.books.payouts, createSimulatedBank(database), new Date(Date.now() + 60_000));
}

async function expectPaidOnce(id: string): Promise<void> {
  expect((await survivor.get(`/api/v1/payouts/${id}`, merchant)).json.status).toBe("paid");
  const mine = `merchant_id = '${merchant.merchantId}'`;
  expect(
    await server.query(
      `select amount_minor::int from simulated_bank_transfers where payout_id in (select id from payouts where ${mine})`,
    ),
  ).toEqual([{ amount_minor: BODY.amountMinor }]);
  const accounts = await server.query<{ account: string; balance: number; pending: number }>(
    `select account, balance_minor::int as balance, pending_debit_minor::int as pending from ledger_accounts
     where ${mine} and account in ('merchant_available', 'merchant_payouts')`,
  );
  expect(accounts).toContainEqual({ account: "merchant_available", balance: -70_000, pending: 0 });
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
}

test.each(MOMENTS)("a payout killed %s it is committed is created once by the same request", async (moment) => {
  const barriers = [{ statement: "create_payout(", table: "payouts" }] as const;
  await site.crashAt({ barriers, moment }, (url) =>
    fetch(`${url}/api/v1/payouts`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${survivor.token(merchant)}`,
        "idempotency-key": KEY,
        "content-type": "application/json",
      },
      body: JSON.stringify(BODY),
    }),
  );
  const again = await create();
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, moment === "after" ? "true" : null]);
  expect((await create()).text).toBe(again.text);
  await sendAgain();
  await expectPaidOnce(again.json.id);
});

const TAKE: Barrier = { statement: "take_payouts(", table: "payouts" };
const PAY: Barrier = { statement: "insert into simulated_bank_transfers", table: "simulated_bank_transfers" };
const END: Barrier = { statement: "end_payout(", table: "payouts" };
const CRASHES = [
  { step: "it is taken", barriers: [TAKE] },
  { step: "the bank has it", barriers: [PAY] },
  { step: "the bank's answer is recorded", barriers: [PAY, END] },
] as const;

test.each(CRASHES.flatMap((crash) => MOMENTS.map((moment) => ({ ...crash, moment }))))(
  "a payout whose sender is killed $moment $step is paid once",
  async (crash) => {
    const { id } = (await create()).json;
    await site.crashAt(crash);
    await sendAgain();
    await expectPaidOnce(id);
  },
);
