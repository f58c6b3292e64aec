import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorOf, MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

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

test.each(["capture", "void", "refunds"])(
  "a repeated %s gives the first answer and changes nothing",
  async (change) => {
    const path = await client.newPayment(
      change === "refunds" ? undefined : { ...MANUAL_PAYMENT, description: '\u0001"\\ü' },
    );
    const first = await client.post(`${path}/${change}`, undefined, "key-1");
    const events = await client.timeline(path);
    const again = await client.post(`${path}/${change}`, {}, "key-1");
    expect([again.status, again.text]).toEqual([first.status, first.text]);
    expect([first, again].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(await client.timeline(path)).toEqual(events);
  },
);

test("a key stands for one request: another amount, change or payment is refused", async () => {
  const path = await client.newPayment();
  await client.post(`${path}/refunds`, { amountMinor: 1 }, "key-1");
  for (const [other, body] of [
    [`${path}/refunds`, { amountMinor: 2 }],
    [`${path}/refunds`, { amountMinor: 1, reason: "" }],
    [`${path}/refunds`, undefined],
    [`${path}/capture`, { amountMinor: 1 }],
    [`${await client.newPayment()}/refunds`, { amountMinor: 1 }],
    ["/api/v1/payments", { amountMinor: 1, currency: "EUR" }],
  ] as const) {
    expect(errorOf(await client.post(other, body, "key-1"))).toEqual([
      422,
      "idempotency_key_reused",
      "Idempotency-Key",
    ]);
  }
  expect(await client.read(path)).toMatchObject({ refundedMinor: 1 });
  const waiting = await client.newPayment(MANUAL_PAYMENT);
  await client.post(`${waiting}/void`, {}, "key-2");
  expect(errorOf(await client.post(`${waiting}/capture`, {}, "key-2"))[1]).toBe("idempotency_key_reused");
});

test("a request that is refused uses up no key", async () => {
  const path = await client.newPayment(MANUAL_PAYMENT);
  expect((await client.post(`${path}/refunds`, {}, "key-1")).status).toBe(409);
  expect((await client.post(`${path}/capture`, { amountMinor: 2000 }, "key-1")).status).toBe(422);
  expect((await client.post(`${path}/capture`, { amountMinor: 0 }, "key-1")).status).toBe(400);
  expect((await client.post(`${path}/capture`, { amountMinor: 1000 }, "key-1")).status).toBe(200);
});

test.each(["capture", "void", "refunds"])("fifty times %s at once with one key happen once", async (change) => {
  const path = await client.newPayment(change === "refunds" ? undefined : MANUAL_PAYMENT);
  const before = await client.timeline(path);
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.post(`${path}/${change}`, {}, "key-1")));
  const made = answers.filter(({ status }) => status < 300);
  expect(new Set(made.map(({ text }) => text)).size).toBe(1);
  expect(made.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
  for (const other of answers.filter(({ status }) => status >= 300)) {
    expect(errorOf(other)).toEqual([409, "idempotency_key_in_flight", "Idempotency-Key"]);
    expect(other.headers.get("retry-after")).toBe("1");
  }
  expect(await client.timeline(path)).toHaveLength(before.length + 1);
});

test("a capture against a void: exactly one wins, and the other learns what the payment became", async () => {
  for (let round = 0; round < 15; round++) {
    const path = await client.newPayment(MANUAL_PAYMENT);
    const answers = await Promise.all([client.post(`${path}/capture`), client.post(`${path}/void`)]);
    const [won, lost] = answers.toSorted((a, b) => a.status - b.status) as [Answer, Answer];
    expect([won.status, ...errorOf(lost)]).toEqual([200, 409, "payment_state_invalid", "id"]);
    expect(lost.json.error.message).toContain(won.json.status);
    expect((await client.get(path)).text).toBe(won.text);
  }
});

test("two refunds that are too much together: one is made", async () => {
  for (let round = 0; round < 15; round++) {
    const path = await client.newPayment();
    const answers = await Promise.all([
      client.post(`${path}/refunds`, { amountMinor: 600 }),
      client.post(`${path}/refunds`, { amountMinor: 500 }),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422]);
    expect((await client.read(path)).refundedMinor).toBe(
      answers.find(({ status }) => status === 201)?.json.amountMinor,
    );
  }
});

test("many refunds of one payment at once are all made, in one order", async () => {
  const path = await client.newPayment();
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => client.post(`${path}/refunds`, { amountMinor: 50 })),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(21);
  expect(answers.filter(({ status }) => status === 422)).toHaveLength(9);
  expect(await client.read(path)).toMatchObject({ refundedMinor: 1050 });
  expect(await client.timeline(path)).toHaveLength(3 + 21);
});
