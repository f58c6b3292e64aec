import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { wrongBalances } from "../testing/wrong-balances.ts";
import { settleDue } from "../usecases/settle-due.ts";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;
let client: MerchantClient;
let payment: string;
let path: string;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
/** Every merchant begins with 10.00 EUR that can be paid out, 4.00 of them disputed. */
beforeEach(async () => {
  merchant = await createMerchant(server);
  client = new MerchantClient(service, merchant);
  await service.send("POST", "/api/v1/webhook-endpoints", merchant, { url: "http://127.0.0.1:1/hooks" });
  await client.newPayment({ amountMinor: 600, currency: "EUR" });
  payment = await client.newPayment({ amountMinor: 400, currency: "EUR", paymentMethod: "pm_card_createDispute" });
  while (await settleDue(service.books.settlements, { now: new Date(Date.now() + 2 * 86_400_000), delayDays: 1 }));
  await hear();
  const [dispute] = (await client.read(`/api/v1/disputes?paymentId=${payment.split("/").at(-1)}`)).data;
  path = `/api/v1/disputes/${dispute!.id}`;
});

/** What the provider has to tell by now. */
async function hear(): Promise<void> {
  for (const job of service.providerJobs) await job.run();
}

const evidence = (text: string): Promise<Answer> => client.post(`${path}/evidence`, { text });
const status = async () => (await client.read(path)).status;

async function balances(): Promise<Record<string, number>> {
  const rows = await server.query<{ account: string; balance: number }>(
    `select account, balance_minor::int as balance from ledger_accounts where merchant_id = '${merchant.merchantId}'`,
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

async function events(): Promise<string[]> {
  const rows = await server.query<{ type: string }>(
    `select type from webhook_events where merchant_id = '${merchant.merchantId}' and type like 'dispute.%' order by position`,
  );
  return rows.map(({ type }) => type);
}

/** Until the bank has decided and the provider has told of it. */
const decided = () =>
  until("the dispute to be decided", async () => {
    await hear();
    const now = await status();
    return now === "won" || now === "lost" ? now : undefined;
  });

test("a dispute sets its amount aside: it can be neither paid out nor refunded", async () => {
  expect(await client.read(path)).toMatchObject({
    status: "needs_response",
    paymentId: payment.split("/").at(-1),
    amountMinor: 400,
    currency: "EUR",
    reason: "fraudulent",
    evidence: null,
  });
  expect(await balances()).toMatchObject({
    merchant_available: -600,
    merchant_reserve: -400,
    provider_clearing: 1_000,
  });
  const payout = { currency: "EUR", amountMinor: 601 };
  expect(errorOf(await client.post("/api/v1/payouts", payout))).toEqual([422, "balance_insufficient", "amountMinor"]);
  const refund = await client.post(`${payment}/refunds`, { amountMinor: 1 });
  expect([refund.status, refund.json.error.declineCode]).toEqual([402, "charge_disputed"]);
  expect(await events()).toEqual(["dispute.opened"]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test.each([
  ["winning_evidence", "won", { merchant_available: -1_000, merchant_reserve: 0, provider_clearing: 1_000 }],
  ["losing_evidence", "lost", { merchant_available: -600, merchant_reserve: 0, provider_clearing: 600 }],
])("with %s it is reviewed and %s, and its amount goes where that says", async (text, outcome, expected) => {
  expect((await evidence(text)).json).toMatchObject({ status: "under_review", evidence: text });
  expect(await balances()).toMatchObject({ merchant_reserve: -400 });
  expect(await decided()).toBe(outcome);
  expect(await balances()).toMatchObject(expected);
  expect(await events()).toEqual(["dispute.opened", "dispute.under_review", `dispute.${outcome}`]);
  const refund = await client.post(`${payment}/refunds`, { amountMinor: 1 });
  expect(refund.status).toBe(outcome === "won" ? 201 : 402);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("an answer is given once: again it changes nothing, another is refused", async () => {
  await evidence("Signed for.");
  const again = await evidence("Signed for.");
  expect([again.status, again.json.status]).toEqual([200, "under_review"]);
  expect(errorOf(await evidence("Something else."))).toEqual([409, "dispute_state_invalid", "id"]);
  expect(errorOf(await client.post(`${path}/accept`))).toEqual([409, "dispute_state_invalid", "id"]);
  expect((await client.read(path)).evidence).toBe("Signed for.");
});

test("of many answers at once one is given", async () => {
  const texts = Array.from({ length: 20 }, (_, index) => `Evidence ${index}.`);
  const answers = await Promise.all(texts.map(evidence));
  const taken = answers.filter(({ status }) => status === 200).map(({ json }) => json.evidence);
  expect(taken).toHaveLength(1);
  const others = new Set(answers.filter(({ status }) => status !== 200).map(({ json }) => json.error.code));
  expect([...others].every((code) => code === "dispute_busy" || code === "dispute_state_invalid")).toBe(true);
  const atProvider = await server.query(
    `select evidence from simulator.disputes where merchant_id = '${merchant.merchantId}'`,
  );
  expect(atProvider).toEqual([{ evidence: taken[0] }]);
});

test("accepting loses it at once, and again changes nothing", async () => {
  for (let time = 0; time < 2; time++) expect((await client.post(`${path}/accept`)).json.status).toBe("lost");
  expect(await balances()).toMatchObject({ merchant_available: -600, merchant_reserve: 0, provider_clearing: 600 });
  expect(await events()).toEqual(["dispute.opened", "dispute.lost"]);
});

test("what is not answered in time is lost", async () => {
  const mine = `where merchant_id = '${merchant.merchantId}'`;
  await server.query(`update simulator.disputes set due_at = now() ${mine}`);
  await server.query(
    `update simulator.webhooks set due_at = now() where body like '%${merchant.merchantId}%' and sent_at is null`,
  );
  expect(await decided()).toBe("lost");
});

test("news that comes twice, late or in another order moves the money once", async () => {
  await evidence("winning_evidence");
  expect(await decided()).toBe("won");
  await server.query(`update simulator.webhooks set sent_at = null where body like '%${merchant.merchantId}%'`);
  await server.query(`delete from provider_webhooks where payload like '%${merchant.merchantId}%'`);
  await hear();
  expect(await status()).toBe("won");
  expect(await events()).toEqual(["dispute.opened", "dispute.under_review", "dispute.won"]);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("the list has each once, newest first, and filters", async () => {
  const { id } = await client.read(path);
  const list = async (query: string) => (await client.read(`/api/v1/disputes?${query}`)).data.map((each) => each.id);
  expect(await list("status=needs_response&currency=EUR")).toEqual([id]);
  expect(await list("status=won")).toEqual([]);
  expect(await list("currency=USD")).toEqual([]);
  expect(errorOf(await client.get("/api/v1/disputes?paymentId=none"))).toEqual([400, "request_invalid", "paymentId"]);
  expect(errorOf(await client.get("/api/v1/disputes/dp_none"))).toEqual([404, "dispute_not_found", "id"]);
  expect(errorOf(await evidence(""))).toEqual([400, "request_invalid", "text"]);
});

test("a lost dispute is a chargeback in the provider's report", async () => {
  await client.post(`${path}/accept`);
  const today = new Date().toISOString().slice(0, 10);
  const ids = (await client.read("/api/v1/payments")).data;
  const csv = [
    "type,paymentId,amountMinor,currency",
    ...ids.map(({ id, amountMinor }) => `capture,${id},${amountMinor},EUR`),
    `chargeback,${payment.split("/").at(-1)},400,EUR`,
  ].join("\n");
  const reconcile = async (text: string) =>
    (await client.post("/api/v1/ledger/reconciliations", { from: today, to: today, csv: text })).json;
  expect(await reconcile(csv)).toMatchObject({ matched: 3, breaks: [] });
  expect(await reconcile(csv.replace(/\nchargeback.*/, ""))).toMatchObject({
    breaks: [{ reason: "missing_at_provider", type: "chargeback", ledgerMinor: 400 }],
  });
});

const DISPUTE = () => `where merchant_id = '${merchant.merchantId}'`;

test.each<[string, string, () => string]>([
  ["disputes_immutable", "another amount", () => `update disputes set amount_minor = 1 ${DISPUTE()}`],
  ["disputes_immutable", "deleting it", () => `delete from disputes ${DISPUTE()}`],
  ["dispute_matches_transfers", "an end without its transfer", () => `update disputes set status = 'won' ${DISPUTE()}`],
  [
    "dispute_matches_transfers",
    "a transfer without the end",
    () =>
      `select post_transfer(merchant_id, gen_random_uuid(), 'dispute_won', 'EUR', 400, false, id, now()) from disputes ${DISPUTE()}`,
  ],
  [
    "transfer_of_dispute",
    "a transfer for no dispute",
    () =>
      `select post_transfer('${merchant.merchantId}', gen_random_uuid(), 'dispute_opened', 'EUR', 1, false, gen_random_uuid(), now())`,
  ],
])("the database refuses with %s: %s", async (constraint, _name, statement) => {
  expect(await refusedBy(server, statement())).toBe(constraint);
  expect(await wrongBalances(server, merchant.merchantId)).toEqual([]);
});

test("the database refuses to reopen what has ended", async () => {
  await client.post(`${path}/accept`);
  expect(await refusedBy(server, `update disputes set status = 'under_review' ${DISPUTE()}`)).toBe(
    "dispute_transition",
  );
});
