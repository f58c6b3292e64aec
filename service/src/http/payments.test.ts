import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  merchant = await createMerchant(server);
});

async function listAll(limit: number, afterPage: () => Promise<unknown> = async () => {}): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const path: string = `/api/v1/payments?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const { json }: Answer = await service.get(path, merchant);
    ids.push(...json.data.map(({ id }) => id));
    cursor = json.nextCursor;
    await afterPage();
  }
  return ids;
}

test("a payment is created, found and listed with what was sent", async () => {
  const body = { amountMinor: 99_999_999_999, currency: "JPY", description: "Rechnung № 7 – 請求書 🧾" };
  const created = await service.createPayment(merchant, body);
  expect(created.status).toBe(201);
  expect(created.headers.get("content-type")).toBe("application/json; charset=utf-8");
  expect(created.headers.get("idempotent-replayed")).toBeNull();
  expect(created.json).toMatchObject({
    ...body,
    id: expect.stringMatching(/^pay_[0-9a-f]{32}$/) as string,
    status: "succeeded",
    capturedMinor: body.amountMinor,
    refundedMinor: 0,
  });
  expect((await service.get(`/api/v1/payments/${created.json.id}`, merchant)).text).toBe(created.text);
  expect((await service.get("/api/v1/payments", merchant)).json).toEqual({ data: [created.json], nextCursor: null });
});

test("a repetition gives the first answer byte for byte and says so", async () => {
  const first = await service.createPayment(merchant, { amountMinor: 1, currency: "EUR" }, "order-1");
  const again = await service.createPayment(merchant, '{"currency": "EUR", "amountMinor": 1.0}', "order-1");
  expect([again.status, again.text]).toEqual([201, first.text]);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(await listAll(100)).toHaveLength(1);
});

test("the same key with another request is refused, and nothing changes", async () => {
  await service.createPayment(merchant, { amountMinor: 1, currency: "EUR" }, "order-1");
  for (const other of [
    { amountMinor: 2, currency: "EUR" },
    { amountMinor: 1, currency: "USD" },
    { amountMinor: 1, currency: "EUR", description: "" },
  ]) {
    const answer = await service.createPayment(merchant, other, "order-1");
    expect(answer.status).toBe(422);
    expect(answer.json.error).toMatchObject({ type: "idempotency_error", code: "idempotency_key_reused" });
  }
  expect(await listAll(100)).toHaveLength(1);
});

test("a key belongs to its merchant", async () => {
  const other = await createMerchant(server);
  const [own, others] = await Promise.all([
    service.createPayment(merchant, undefined, "order-1"),
    service.createPayment(other, undefined, "order-1"),
  ]);
  expect([own.status, others.status]).toEqual([201, 201]);
  expect(own.json.id).not.toBe(others.json.id);
});

test("a request that is invalid uses up no key", async () => {
  expect((await service.createPayment(merchant, { amountMinor: 0, currency: "EUR" }, "order-1")).status).toBe(400);
  expect((await service.createPayment(merchant, { amountMinor: 1, currency: "EUR" }, "order-1")).status).toBe(201);
});

test("fifty at once with one key make one payment; each gets its answer or learns that it is under way", async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => service.createPayment(merchant, undefined, "order-1")),
  );
  const created = answers.filter(({ status }) => status === 201);
  expect(new Set(created.map(({ text }) => text)).size).toBe(1);
  expect(created.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
  const underWay = answers.filter(({ status }) => status !== 201);
  for (const { status, json, headers } of underWay) {
    expect([status, json.error.code]).toEqual([409, "idempotency_key_in_flight"]);
    expect(headers.get("retry-after")).toBe("1");
  }
  const lines = await service.export(merchant);
  expect(lines.map(({ type }) => type)).toEqual(["payment", "posting", "posting", "end"]);
});

test("while a request with the key is held up in the database, the next one learns so at once", async () => {
  await service.createPayment(merchant);
  const holder = await server.connect();
  await holder.query("begin");
  await holder.query("select from ledger_accounts where merchant_id = $1 for update", [merchant.merchantId]);
  const held = service.createPayment(merchant, undefined, "order-1");
  await until("the request to wait for the lock", async () => {
    const waiting = await server.query("select from pg_stat_activity where wait_event_type = 'Lock'");
    return waiting.length > 0;
  });
  const second = await service.createPayment(merchant, undefined, "order-1");
  expect([second.status, second.json.error.code]).toEqual([409, "idempotency_key_in_flight"]);
  await holder.end();
  expect((await held).status).toBe(201);
  const third = await service.createPayment(merchant, undefined, "order-1");
  expect([third.text, third.headers.get("idempotent-replayed")]).toEqual([(await held).text, "true"]);
});

test("pages follow each other without a gap or a repetition while payments are being made", async () => {
  const existing: string[] = [];
  for (let batch = 0; batch < 3; batch++) {
    const made = await Promise.all(Array.from({ length: 9 }, () => service.createPayment(merchant)));
    existing.push(...made.map(({ json }) => json.id));
  }
  const listed = await listAll(4, () => service.createPayment(merchant));
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed.filter((id) => existing.includes(id)).toSorted()).toEqual(existing.toSorted());
  expect(listed).toEqual(listed.toSorted().toReversed());
});

test("another merchant's payment does not exist, in any way", async () => {
  const other = await createMerchant(server);
  const { json } = await service.createPayment(other);
  for (const id of [json.id, `pay_${"0".repeat(32)}`, "pay_1", "%00", "..%2fpayments"]) {
    const answer = await service.get(`/api/v1/payments/${id}`, merchant);
    expect([answer.status, answer.json.error.code]).toEqual([404, "payment_not_found"]);
  }
  expect((await service.get("/api/v1/payments", merchant)).json.data).toEqual([]);
  const cursor = Buffer.from(`pay_${"f".repeat(32)}`).toString("base64url");
  expect((await service.get(`/api/v1/payments?cursor=${cursor}`, merchant)).json.data).toEqual([]);
  expect(await service.export(merchant)).toMatchObject([{ type: "end", payments: 0, postings: 0 }]);
});

test("the export has every payment and posting, more than one batch of each, and says that it is complete", async () => {
  await server.query(`do $$ begin
    for n in 1..1203 loop
      perform create_payment('${merchant.merchantId}', 'bulk-' || n, sha256('x'), gen_random_uuid(), 'succeeded', 'automatic', n, 'EUR',
        null, n, now(), '{provider_clearing,merchant_pending}', array[n, -n]::bigint[], 201::smallint, '{}');
    end loop; end $$`);
  const answer = await service.get("/api/v1/export", merchant);
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson; charset=utf-8");
  const lines = await service.export(merchant);
  expect(lines.at(-1)).toMatchObject({ type: "end", payments: 1203, postings: 2406 });
  const payments = lines.filter(({ type }) => type === "payment");
  const postings = lines.filter(({ type }) => type === "posting");
  expect(new Set(payments.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1203);
  expect(new Set(postings.map(({ id }) => id)).size).toBe(2406);
  const sums = new Map<string, number>();
  for (const { paymentId, amountMinor } of postings) sums.set(paymentId, (sums.get(paymentId) ?? 0) + amountMinor);
  expect([...sums.values()].every((sum) => sum === 0)).toBe(true);
  expect([...sums.keys()].toSorted()).toEqual(payments.map(({ id }) => id).toSorted());
});

test("an export that is not read to its end gives its connection back", async () => {
  for (let round = 0; round < 5; round++) {
    const abort = new AbortController();
    const headers = { authorization: `Bearer ${service.token(merchant)}` };
    const response = await fetch(`${service.url}/api/v1/export`, { headers, signal: abort.signal });
    expect(response.status).toBe(200);
    abort.abort();
  }
  expect(await service.export(merchant)).toMatchObject([{ type: "end" }]);
});
