import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { REFUNDS_MAX } from "../domain/payment-changes.ts";
import { errorOf, MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

const CREATE = "/api/v1/payments";

async function balances(): Promise<Record<string, number>> {
  const rows = await server.query<{ account: string; balance: number }>(
    `select account, balance_minor::int as balance from ledger_accounts where merchant_id = '${client.merchant.merchantId}'`,
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

test("without a capture method a payment is captured at once, as if it were asked for", async () => {
  const first = await client.post(CREATE, { amountMinor: 1050, currency: "EUR" }, "order-1");
  expect(first.json).toMatchObject({ status: "succeeded", captureMethod: "automatic", capturedMinor: 1050 });
  const automatic = { amountMinor: 1050, currency: "EUR", captureMethod: "automatic" };
  const again = await client.post(CREATE, automatic, "order-1");
  expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([first.text, "true"]);
  expect(errorOf(await client.post(CREATE, MANUAL_PAYMENT, "order-1"))).toEqual([
    422,
    "idempotency_key_reused",
    "Idempotency-Key",
  ]);
});

test("an authorization moves no money until it is captured, in full unless told", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  const authorized = await client.read(path);
  expect(authorized).toMatchObject({ status: "requires_capture", captureMethod: "manual", capturedMinor: 0 });
  expect(await balances()).toEqual({});
  const captured = await client.post(`${path}/capture`);
  expect([captured.status, captured.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
  expect(captured.json).toEqual({ ...authorized, status: "succeeded", capturedMinor: 1050 });
  expect((await client.get(path)).text).toBe(captured.text);
  expect(await balances()).toEqual({ provider_clearing: 1050, merchant_pending: -1050 });
  expect(await client.timeline(path)).toEqual([
    ["created", 1050],
    ["authorized", 1050],
    ["captured", 1050],
  ]);
});

test("a capture of a part releases the rest; there is no second one", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  expect(errorOf(await client.post(`${path}/capture`, { amountMinor: 1051 }))).toEqual([
    422,
    "amount_too_large",
    "amountMinor",
  ]);
  expect((await client.post(`${path}/capture`, { amountMinor: 300 })).json).toMatchObject({
    amountMinor: 1050,
    capturedMinor: 300,
  });
  const second = await client.post(`${path}/capture`, { amountMinor: 1 });
  expect(errorOf(second)).toEqual([409, "payment_state_invalid", "id"]);
  expect(second.json.error.message).toContain("succeeded");
  expect(errorOf(await client.post(`${path}/refunds`, { amountMinor: 301 }))).toEqual([
    422,
    "amount_too_large",
    "amountMinor",
  ]);
  expect(await balances()).toEqual({ provider_clearing: 300, merchant_pending: -300 });
});

test("a void cancels an authorization for good", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  const voided = await client.post(`${path}/void`, {});
  expect([voided.status, voided.json.status]).toEqual([200, "canceled"]);
  expect((await client.get(path)).text).toBe(voided.text);
  for (const change of ["capture", "void", "refunds"]) {
    const refused = await client.post(`${path}/${change}`);
    expect(errorOf(refused)).toEqual([409, "payment_state_invalid", "id"]);
    expect(refused.json.error.message).toContain("canceled");
  }
  expect(await balances()).toEqual({});
  expect(await client.timeline(path)).toEqual([
    ["created", 1050],
    ["authorized", 1050],
    ["voided", 1050],
  ]);
});

test("what is captured can't be voided, and what is not captured can't be refunded", async () => {
  expect(errorOf(await client.post(`${await client.newPayment()}/void`))).toEqual([409, "payment_state_invalid", "id"]);
  const refund = await client.post(`${await client.newPayment(MANUAL_PAYMENT)}/refunds`);
  expect(errorOf(refund)).toEqual([409, "payment_state_invalid", "id"]);
  expect(refund.json.error.message).toContain("requires_capture");
});

test("refunds of parts, then of what is left, then of nothing", async () => {
  const path = await client.newPayment();
  const reason = 'Zurück – "返金"\n\u007f\\ 🧾 \u2028';
  const part = await client.post(`${path}/refunds`, { amountMinor: 400, reason });
  expect(part.status).toBe(201);
  expect(part.json).toEqual({
    id: expect.stringMatching(/^re_[0-9a-f]{32}$/) as string,
    paymentId: path.split("/").at(-1),
    status: "succeeded",
    amountMinor: 400,
    currency: "EUR",
    reason,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
  });
  const rest = await client.post(`${path}/refunds`);
  expect(rest.json).toMatchObject({ amountMinor: 650, reason: null });
  expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 1050, refundedMinor: 1050 });
  for (const body of [undefined, { amountMinor: 1 }]) {
    expect(errorOf(await client.post(`${path}/refunds`, body))).toEqual([422, "amount_too_large", "amountMinor"]);
  }
  const list = await client.get(`${path}/refunds`);
  expect(list.text).toBe(`{"data":[${rest.text},${part.text}]}`);
  expect(await balances()).toEqual({ provider_clearing: 0, merchant_pending: 0 });
  const { data } = await client.read(`${path}/events`);
  expect(data.map(({ type, amountMinor, refundId }) => [type, amountMinor, refundId])).toEqual([
    ["created", 1050, null],
    ["authorized", 1050, null],
    ["captured", 1050, null],
    ["refunded", 400, part.json.id],
    ["refunded", 650, rest.json.id],
  ]);
  expect(data[3]?.createdAt).toBe(part.json.createdAt);
});

test("a payment has so many refunds and no more", async () => {
  const path = await client.newPayment();
  for (let refund = 0; refund < REFUNDS_MAX; refund++) await client.post(`${path}/refunds`, { amountMinor: 1 });
  expect(errorOf(await client.post(`${path}/refunds`, { amountMinor: 1 }))).toEqual([422, "too_many_refunds", "id"]);
  expect((await client.read(`${path}/refunds`)).data).toHaveLength(REFUNDS_MAX);
});

test("another merchant's payment can't be touched, nor one that doesn't exist", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  const other = await createMerchant(server);
  for (const at of [path, `/api/v1/payments/pay_${"0".repeat(32)}`, "/api/v1/payments/pay_1"]) {
    for (const change of ["capture", "void", "refunds"]) {
      expect(errorOf(await service.post(`${at}/${change}`, other, {}))).toEqual([404, "payment_not_found", "id"]);
    }
    for (const list of ["refunds", "events"]) {
      expect(errorOf(await service.get(`${at}/${list}`, other))).toEqual([404, "payment_not_found", "id"]);
    }
  }
  expect(await client.read(path)).toMatchObject({ status: "requires_capture" });
  expect(await client.read(`${path}/refunds`)).toEqual({ data: [] });
});

test("only roles that may write may change a payment", async () => {
  const path = await client.newPayment();
  for (const role of ["viewer", "auditor"] as const) {
    for (const change of ["capture", "void", "refunds"]) {
      expect((await service.post(`${path}/${change}`, { ...client.merchant, role }, {})).status).toBe(403);
    }
    expect((await service.get(`${path}/events`, { ...client.merchant, role })).status).toBe(200);
  }
  expect((await service.post(`${path}/refunds`, { ...client.merchant, role: "operator" }, {})).status).toBe(201);
});

test.each([
  ["amountMinor", { amountMinor: 0 }],
  ["amountMinor", { amountMinor: "1" }],
  ["amountMinor", { amountMinor: 1.5 }],
  ["amountMinor", { amountMinor: null }],
  ["reason", { reason: "a\0b" }],
  ["reason", { reason: "x".repeat(501) }],
  ["currency", { currency: "USD" }],
])("a refund names the field that is at fault: %s in %j", async (param, body) => {
  expect(errorOf(await client.post(`${await client.newPayment()}/refunds`, body))).toEqual([
    400,
    "request_invalid",
    param,
  ]);
});

test("a change needs a key, and a body that is none is refused", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  const headers = { authorization: `Bearer ${service.token(client.merchant)}` };
  for (const change of ["capture", "void", "refunds"]) {
    const keyless = await service.request(`${path}/${change}`, { method: "POST", headers });
    expect(errorOf(keyless)).toEqual([400, "idempotency_key_missing", "Idempotency-Key"]);
    for (const body of ["[]", "{", '"x"', '{"other":1}'])
      expect((await client.post(`${path}/${change}`, body)).status).toBe(400);
  }
  expect(errorOf(await client.post(CREATE, { ...MANUAL_PAYMENT, captureMethod: "later" }))).toEqual([
    400,
    "request_invalid",
    "captureMethod",
  ]);
});

test("the export has the refunds and counts them", async () => {
  const path = await client.newPayment();
  await client.newPayment(MANUAL_PAYMENT);
  const refund = await client.post(`${path}/refunds`, { amountMinor: 400 }, "refund-1");
  const lines = await service.export(client.merchant);
  expect(lines.map(({ type }) => type)).toEqual([
    "payment",
    "payment",
    "refund",
    ...["posting", "posting", "posting", "posting"],
    "end",
  ]);
  expect(lines.at(-1)).toMatchObject({ payments: 2, refunds: 1, postings: 4 });
  expect(lines[2]).toEqual({ ...refund.json, type: "refund", idempotencyKey: "refund-1" });
  expect(lines[0]).toMatchObject({ capturedMinor: 1050, refundedMinor: 400 });
});

test("amounts of every size go through unchanged", async () => {
  for (const amountMinor of [1, 99_999_999_999]) {
    const path = await client.newPayment({ ...MANUAL_PAYMENT, amountMinor, currency: "JPY" });
    expect((await client.post(`${path}/capture`, { amountMinor }, randomUUID())).json.capturedMinor).toBe(amountMinor);
    expect((await client.post(`${path}/refunds`, { amountMinor }, randomUUID())).json.amountMinor).toBe(amountMinor);
  }
});
