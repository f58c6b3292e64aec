import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import type { Approval } from "../domain/approval.ts";
import { approvalJob } from "../jobs/approval-job.ts";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { addUser, createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

const RULE = { kind: "refund", currency: "EUR", aboveMinor: 500 };

let server: PostgresServer;
let service: TestService;
let maker: Principal;
let checker: Principal;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  maker = await createMerchant(server);
  checker = await addUser(server, maker.merchantId, "admin");
  client = new MerchantClient(service, maker);
  expect((await service.send("PUT", "/api/v1/approval-rules", maker, { data: [RULE] })).json.data).toEqual([RULE]);
});

const decide = (id: string, how: "approve" | "reject", by: Principal = checker): Promise<Answer> =>
  service.send("POST", `/api/v1/approvals/${id}/${how}`, by);

const refundsOf = async (path: string): Promise<number[]> =>
  (await client.read(`${path}/refunds`)).data.map(({ amountMinor }) => amountMinor);

/** A payment of 10.50 EUR and an approval to refund it. */
async function askForRefund(body?: object): Promise<{ path: string; id: string }> {
  const path = await client.newPayment();
  const { status, json } = await client.post(`${path}/refunds`, body);
  expect([status, json.status]).toEqual([202, "pending"]);
  return { path, id: json.id };
}

test("up to the rule's amount a refund is made at once, in all of a payment together", async () => {
  const path = await client.newPayment();
  expect((await client.post(`${path}/refunds`, { amountMinor: 300 })).status).toBe(201);
  expect((await client.post(`${path}/refunds`, { amountMinor: 200 })).status).toBe(201);
  expect((await client.post(`${path}/refunds`, { amountMinor: 1 })).status).toBe(202);
  expect(await refundsOf(path)).toEqual([200, 300]);
});

test("above it, it waits for another user's consent, and is made once then", async () => {
  const { path, id } = await askForRefund({ amountMinor: 501, reason: "Returned" });
  expect(await refundsOf(path)).toEqual([]);
  const { status, json } = await decide(id, "approve");
  expect([status, json.status]).toEqual([200, "executed"]);
  expect(await refundsOf(path)).toEqual([501]);
  expect((await decide(id, "approve")).json.status).toBe("executed");
  expect(await refundsOf(path)).toEqual([501]);
});

test("whoever asked can't decide, nor can a key that they made ask for them; nor may an operator decide", async () => {
  const { path, id } = await askForRefund();
  for (const how of ["approve", "reject"] as const) {
    expect(errorOf(await decide(id, how, maker))).toEqual([403, "approval_own", "id"]);
  }
  const operator = await addUser(server, maker.merchantId, "operator");
  expect((await decide(id, "approve", operator)).status).toBe(403);
  const { key } = (await service.send("POST", "/api/v1/api-keys", maker, { name: "Shop" })).json;
  const headers = { authorization: `Bearer ${key}`, "idempotency-key": "by key" };
  const other = await client.newPayment();
  const asked = await service.request(`${other}/refunds`, { method: "POST", headers });
  expect(errorOf(await decide(asked.json.id, "approve", maker))).toEqual([403, "approval_own", "id"]);
  expect(await refundsOf(path)).toEqual([]);
  const constraint = `update approvals set status = 'approved', decided_by = made_by, decided_at = now() where status = 'pending'`;
  expect(await refusedBy(server, constraint)).toBe("approval_by_another");
});

test("what is rejected is not done, and what is decided stays so", async () => {
  const { path, id } = await askForRefund();
  expect((await decide(id, "reject")).json.status).toBe("rejected");
  expect(errorOf(await decide(id, "approve"))).toEqual([409, "approval_decided", "id"]);
  expect(await refundsOf(path)).toEqual([]);
  const done = await askForRefund();
  await decide(done.id, "approve");
  expect(errorOf(await decide(done.id, "reject"))).toEqual([409, "approval_decided", "id"]);
});

test("many who approve at once make one refund", async () => {
  const { path, id } = await askForRefund();
  const others = await Promise.all([1, 2, 3].map(() => addUser(server, maker.merchantId, "admin")));
  await Promise.all(others.flatMap((other) => [decide(id, "approve", other), decide(id, "approve", other)]));
  expect(await refundsOf(path)).toEqual([1050]);
});

test("a process that dies before, while or after it does what was approved leaves one refund", async () => {
  const { path, id } = await askForRefund();
  await server.query(`update approvals set status = 'approved', decided_by = '${checker.userId}', decided_at = now()
    where merchant_id = '${maker.merchantId}'`);
  const job = approvalJob(service.approvals, 0);
  await job.run();
  expect(await refundsOf(path)).toEqual([1050]);
  // As if it had died between the refund and writing that down.
  await server.query(`begin; alter table approvals disable trigger all;
    update approvals set status = 'approved', result = null, next_attempt_at = null where merchant_id = '${maker.merchantId}';
    alter table approvals enable trigger all; commit`);
  await Promise.all([job.run(), job.run(), decide(id, "approve")]);
  await job.run();
  expect(await refundsOf(path)).toEqual([1050]);
  expect((await service.get(`/api/v1/approvals/${id}`, maker)).json.status).toBe("executed");
});

test("approvals that always fail keep no younger one back, and a job that is stopped leaves the rest to others", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 23; n++) ids.push((await askForRefund()).id.replace("apr_", ""));
  await server.query(`update approvals set status = 'approved', decided_by = '${checker.userId}',
    decided_at = created_at where merchant_id = '${maker.merchantId}'`);
  const tried: string[] = [];
  let stopping = new AbortController();
  const refund = async ({ id }: Approval): Promise<string> => {
    tried.push(id.replaceAll("-", ""));
    if (tried.length === 1) stopping.abort();
    if (tried.length <= 22) throw new TypeError("always");
    return "{}";
  };
  const job = approvalJob({ ...service.approvals, executors: { refund } }, 0);
  await expect(job.run(stopping.signal)).rejects.toThrow("always");
  expect(tried).toEqual(ids.slice(0, 1));
  stopping = new AbortController();
  await expect(job.run(stopping.signal)).rejects.toThrow("always");
  expect(tried).toEqual(ids.slice(0, 21));
  await expect(job.run()).rejects.toThrow("always");
  expect(tried).toEqual(ids);
  expect((await service.get(`/api/v1/approvals/apr_${ids[22]}`, maker)).json.status).toBe("executed");
  // Each has its lease.
  expect(await job.run()).toBe(false);
  const { text } = await service.get(`/api/v1/audit-entries?limit=100`, maker);
  expect(text).not.toContain("next_attempt_at");
});

test("what can't be done any more fails, and says why", async () => {
  const { path, id } = await askForRefund({ amountMinor: 900 });
  await client.post(`${path}/refunds`, { amountMinor: 400 });
  const { json, text } = await decide(id, "approve");
  expect(json.status).toBe("failed");
  expect((JSON.parse(text) as { result: object }).result).toMatchObject({ code: "amount_too_large" });
  expect(await refundsOf(path)).toEqual([400]);
});

test("a repeated request gets the same approval; its key means nothing else", async () => {
  const path = await client.newPayment();
  const first = await client.post(`${path}/refunds`, { amountMinor: 600 }, "one");
  const again = await client.post(`${path}/refunds`, { amountMinor: 600 }, "one");
  expect([again.status, again.json.id]).toEqual([202, first.json.id]);
  const other = await client.post(`${path}/refunds`, { amountMinor: 700 }, "one");
  expect(errorOf(other)).toEqual([422, "idempotency_key_reused", "Idempotency-Key"]);
  await service.send("PUT", "/api/v1/approval-rules", maker, { data: [] });
  expect((await client.post(`${path}/refunds`, { amountMinor: 600 }, "one")).status).toBe(202);
  const free = await client.post(`${path}/refunds`, { amountMinor: 600 }, "two");
  expect(free.status).toBe(201);
  await service.send("PUT", "/api/v1/approval-rules", maker, { data: [RULE] });
  const replay = await client.post(`${path}/refunds`, { amountMinor: 600 }, "two");
  expect([replay.status, replay.text]).toEqual([201, free.text]);
});

test("a refund that was begun before a rule, with an outcome that is unknown, is resumed and made once", async () => {
  const body = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_timeoutAfterCharge" };
  const settled = (path: string, wanted: object, key: string): Promise<Answer> =>
    until(`the outcome of ${key}`, async () => {
      const answer = await client.post(path, wanted, key);
      return [409, 503].includes(answer.status) ? undefined : answer;
    });
  const path = `/api/v1/payments/${(await settled("/api/v1/payments", body, "charge")).json.id}`;
  expect((await client.post(`${path}/refunds`, { amountMinor: 300 }, "refund")).status).toBe(503);
  await service.send("PUT", "/api/v1/approval-rules", maker, { data: [{ ...RULE, aboveMinor: 100 }] });
  expect((await settled(`${path}/refunds`, { amountMinor: 300 }, "refund")).status).toBe(201);
  expect((await client.read("/api/v1/approvals")).data).toEqual([]);
  expect(await refundsOf(path)).toEqual([300]);
});

test("refunds at the same time can't slip through below the amount, and hold up no other merchant", async () => {
  const path = await client.newPayment();
  const neighbour = new MerchantClient(service, await createMerchant(server));
  const refunding = Promise.all([1, 2, 3, 4].map(() => client.post(`${path}/refunds`, { amountMinor: 200 })));
  const paying = Promise.all(
    [1, 2, 3, 4].map(async () => {
      const statuses: number[] = [];
      for (let n = 0; n < 5; n++) {
        statuses.push((await neighbour.post("/api/v1/payments", { amountMinor: 100, currency: "EUR" })).status);
      }
      return statuses;
    }),
  );
  const [refunds, payments] = await Promise.all([refunding, paying]);
  expect(refunds.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 202, 202]);
  expect(await refundsOf(path)).toEqual([200, 200]);
  expect(payments.flat().every((status) => status === 201)).toBe(true);
  // Judged before the provider was asked: nothing is begun that can't be recorded.
  const pending = await server.query(`select from provider_operations where status = 'pending'`);
  expect(pending).toHaveLength(0);
});

test("nor can another writer begin one by hand", async () => {
  await client.newPayment();
  const begin = (amountMinor: number): string => `
    insert into provider_operations (merchant_id, id, payment_id, kind, amount_minor, leased_until, idempotency_key,
        response_status, created_at)
      select merchant_id, gen_random_uuid(), id, 'refund', ${amountMinor}, now(), 'by hand', 201, now() from payments
      where merchant_id = '${maker.merchantId}'`;
  expect(await refusedBy(server, begin(501))).toBe("refund_needs_approval");
  expect(await refusedBy(server, begin(500))).toBeUndefined();
});
