import { randomUUID } from "node:crypto";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { openDatabase, type Database } from "../postgres/database.ts";
import { createSimulatedBank } from "../postgres/simulated-bank.ts";
import { killAtRandom } from "../testing/kill-at-random.ts";
import { errorOf } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy as refusedByServer } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";
import type { Bank } from "../usecases/payout-ports.ts";
import { sendPayouts } from "../usecases/send-payouts.ts";
import { settleDue } from "../usecases/settle-due.ts";

const WORKER = join(import.meta.dirname, "../testing/payout-worker.ts");
let server: PostgresServer;
let service: TestService;
let database: Database;
let bank: Bank;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
  database = await openDatabase(server.connection, 4);
  bank = createSimulatedBank(database);
});
afterAll(async () => {
  await database.close();
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
/** Every merchant begins with 1,000.00 EUR that can be paid out. */
beforeEach(async () => {
  merchant = await createMerchant(server);
  await service.createPayment(merchant, { amountMinor: 100_000, currency: "EUR" });
  while (await settleDue(service.books.settlements, { now: new Date(Date.now() + 2 * 86_400_000), delayDays: 1 }));
});

const refusedBy = (statement: string): Promise<string | undefined> => refusedByServer(server, statement);

function create(body: object = {}, key?: string): Promise<Answer> {
  return service.post("/api/v1/payouts", merchant, { currency: "EUR", ...body }, key);
}

const cancel = (id: string): Promise<Answer> => service.send("POST", `/api/v1/payouts/${id}/cancel`, merchant);
const read = async (id: string) => (await service.get(`/api/v1/payouts/${id}`, merchant)).json;

/** Rounds until nothing is due any more; each is as late as needed for the leases of the one before to be over. */
async function send(rounds = 4): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    await sendPayouts(service.books.payouts, bank, new Date(Date.now() + round * 60_000));
  }
}

async function account(name: string): Promise<[balance: number, pendingDebit: number]> {
  const [row] = await server.query<{ b: number; d: number }>(
    `select balance_minor::int as b, pending_debit_minor::int as d from ledger_accounts
     where (merchant_id, currency, account) = ('${merchant.merchantId}', 'EUR', '${name}')`,
  );
  return row ? [row.b, row.d] : [0, 0];
}

test("the merchant's endpoint is told what becomes of each payout, with the bytes that a read gives", async () => {
  await service.send("POST", "/api/v1/webhook-endpoints", merchant, { url: "http://127.0.0.1:1/hooks" });
  const paid = await create({ amountMinor: 10_000 });
  const failed = await create({ amountMinor: 10_013 });
  await send();
  const canceled = await create({ amountMinor: 100 });
  await cancel(canceled.json.id);
  for (const [{ json, text }, types] of [
    [paid, ["created", "in_transit", "paid"]],
    [failed, ["created", "in_transit", "failed"]],
    [canceled, ["created", "canceled"]],
  ] as const) {
    const events = await server.query<{ type: string; payload: string }>(
      `select type, payload from webhook_events where subject = '${json.id}' order by position`,
    );
    expect(events.map(({ type }) => type)).toEqual(types.map((type) => `payout.${type}`));
    expect(events[0]!.payload).toContain(`"data":{"payout":${text}}`);
    const last = (await service.get(`/api/v1/payouts/${json.id}`, merchant)).text;
    expect(events.at(-1)!.payload).toContain(`"data":{"payout":${last}}`);
  }
});

test("a payout holds its amount, is sent, and is paid", async () => {
  const answer = await create({ amountMinor: 30_000, description: "Week 47" });
  expect(answer.status).toBe(201);
  const { id } = answer.json;
  expect((await service.get(`/api/v1/payouts/${id}`, merchant)).text).toBe(answer.text);
  expect(answer.json).toMatchObject({
    status: "pending",
    amountMinor: 30_000,
    currency: "EUR",
    description: "Week 47",
  });
  expect(await account("merchant_available")).toEqual([-100_000, 30_000]);
  await send();
  expect((await read(id)).status).toBe("paid");
  expect(await account("merchant_available")).toEqual([-70_000, 0]);
  expect([(await account("payouts"))[0], (await account("provider_clearing"))[0]]).toEqual([0, 70_000]);
  const rest = await create();
  expect(rest.json.amountMinor).toBe(70_000);
  expect(errorOf(await create())).toEqual([422, "balance_insufficient", "amountMinor"]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("only what is pending can be canceled, and its amount is available again", async () => {
  const { id } = (await create({ amountMinor: 60_000 })).json;
  expect(errorOf(await create({ amountMinor: 40_001 }))).toEqual([422, "balance_insufficient", "amountMinor"]);
  for (let time = 0; time < 2; time++) expect((await cancel(id)).json.status).toBe("canceled");
  expect(await account("merchant_available")).toEqual([-100_000, 0]);
  const sent = (await create({ amountMinor: 100_000 })).json;
  await send();
  expect(errorOf(await cancel(sent.id))).toEqual([409, "payout_state_invalid", "id"]);
  expect(errorOf(await cancel("po_none"))).toEqual([404, "payout_not_found", "id"]);
});

test.each([
  [1_013, "failed", -100_000, 1],
  [1_014, "paid", -98_986, 2],
  [1_015, "paid", -98_985, 2],
])("an amount of %i ends as %s, asked under one id", async (amountMinor, status, available, requests) => {
  const { id } = (await create({ amountMinor })).json;
  await send(1);
  expect((await read(id)).status).toBe(requests === 1 ? status : "in_transit");
  await send();
  expect(await read(id)).toMatchObject({ status, failureCode: status === "failed" ? "account_closed" : null });
  expect((await account("merchant_available"))[0]).toBe(available);
  const uuid = id.replace(/po_(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  expect(await server.query(`select requests from simulated_bank_transfers where payout_id = '${uuid}'`)).toEqual([
    { requests },
  ]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("one key makes one payout, however often and at once it is sent; it stands for nothing else", async () => {
  const key = randomUUID();
  const answers = await Promise.all(Array.from({ length: 50 }, () => create({ amountMinor: 500 }, key)));
  const made = answers.filter(({ status }) => status === 201);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ status }) => status !== 201).every(({ status }) => status === 409)).toBe(true);
  expect((await create({ amountMinor: 500 }, key)).headers.get("idempotent-replayed")).toBe("true");
  expect(errorOf(await create({ amountMinor: 501 }, key))[1]).toBe("idempotency_key_reused");
  expect(errorOf(await service.createPayment(merchant, undefined, key))[1]).toBe("idempotency_key_reused");
  expect(await account("merchant_available")).toEqual([-100_000, 500]);
});

test("payouts at once never take more than is available", async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => create({ amountMinor: 20_000 })));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
  expect(await account("merchant_available")).toEqual([-100_000, 100_000]);
});

test("tasks that are killed at random pay everything once", async () => {
  const amounts = Array.from({ length: 15 }, (_, index) => 1_000 + index);
  await Promise.all(amounts.map((amountMinor) => create({ amountMinor })));
  const seed = await killAtRandom(WORKER, JSON.stringify(server.connection), 5);
  await send(6);
  const { data } = (await service.get("/api/v1/payouts?limit=100", merchant)).json;
  expect(data.map(({ amountMinor, status }) => [amountMinor, status]).sort(), `seed ${seed}`).toEqual(
    amounts.map((amount) => [amount, amount === 1_013 ? "failed" : "paid"]),
  );
  const paid = amounts.reduce((sum, amount) => sum + amount, 0) - 1_013;
  expect([await account("merchant_available"), await account("payouts")], `seed ${seed}`).toEqual([
    [paid - 100_000, 0],
    [0, 0],
  ]);
  expect(await wrongBalances(server, merchant.merchantId), `seed ${seed}`).toEqual([]);
});

test("whatever is asked for in whichever order, the ledger stays whole", async () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("create" as const), amountMinor: fc.integer({ min: 1, max: 60_000 }) }),
    fc.record({ kind: fc.constant("cancel" as const), index: fc.nat(5) }),
    fc.record({ kind: fc.constant("send" as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      await Promise.all(
        steps.map(async (one) => {
          if (one.kind === "create") await create({ amountMinor: one.amountMinor });
          if (one.kind === "send") await send(2);
          if (one.kind === "cancel") {
            const { data } = (await service.get("/api/v1/payouts", merchant)).json;
            const chosen = data[one.index];
            if (chosen) expect([200, 409]).toContain((await cancel(chosen.id)).status);
          }
        }),
      );
      expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
    }),
    { numRuns: 8 },
  );
});

test("raw SQL can't send without holding, end twice, go back, or pay out what is not there", async () => {
  const { id } = (await create({ amountMinor: 700 })).json;
  const own = `where merchant_id = '${merchant.merchantId}'`;
  const update = (change: string): string => `update payouts set ${change} ${own}`;
  expect(await refusedBy(update("status = 'paid'"))).toBe("payout_transition");
  expect(await refusedBy(update("status = 'in_transit'"))).toBe("payout_matches_transfers");
  expect(await refusedBy(update("status = 'canceled'"))).toBe("payout_matches_transfers");
  expect(await refusedBy(update("amount_minor = 1"))).toBe("payouts_immutable");
  expect(await refusedBy(`delete from payouts ${own}`)).toBe("payouts_immutable");
  expect(
    await refusedBy(
      `insert into ledger_resolutions select merchant_id, transfer_id, 'voided', now() from payouts ${own}`,
    ),
  ).toBe("payout_matches_transfers");
  const transfer = (kind: string, debit: string, credit: string, amount: number, subject = "id"): string =>
    `insert into ledger_transfers select merchant_id, gen_random_uuid(), '${kind}', 'EUR', '${debit}', '${credit}', ${amount}, ${kind === "payout"}, ${subject}, now() from payouts ${own}`;
  expect(await refusedBy(transfer("payout", "merchant_available", "payouts", 99_301))).toBe("payout_is_covered");
  expect(await refusedBy(transfer("payout", "merchant_available", "payouts", 5, "gen_random_uuid()"))).toBe(
    "transfer_of_payout",
  );
  await send();
  expect((await read(id)).status).toBe("paid");
  expect(await refusedBy(transfer("payout_returned", "payouts", "merchant_available", 700))).toBe("credit_side");
  expect(await refusedBy(update("status = 'in_transit'"))).toBe("payout_transition");
  const copy = `insert into payouts select merchant_id, gen_random_uuid(), 'pending', amount_minor, currency, description, null, transfer_id, end_transfer_id, 'k', now(), null, now(), 0 from payouts ${own}`;
  expect(await refusedBy(copy)).toBe("payouts_merchant_id_transfer_id_key");
});
