import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { Endpoint } from "../testing/endpoint.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { verifyFullTls } from "./tls.ts";

let server: PostgresServer;
let endpoint: Endpoint;
let service: TestService;
let merchant: Principal;

beforeAll(async () => {
  server = await startMigratedPostgres();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  endpoint = await Endpoint.open(server.connection.port);
  service = await TestService.start({ ...server.connection, port: endpoint.port }, 8);
  merchant = await createMerchant(server);
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await endpoint[Symbol.asyncDispose]();
});

const READINESS = "/api/v1/actuator/health/readiness";

function expectUnavailable(answer: Answer): void {
  expect([answer.status, answer.json.error.code]).toEqual([503, "database_unavailable"]);
  expect(answer.headers.get("retry-after")).toBe("1");
}

test("requests during a short outage succeed when the endpoint is back, whether their connection was cut or refused", async () => {
  await Promise.all(Array.from({ length: 8 }, () => service.createPayment(merchant)));
  await endpoint.close();
  const waiting = Array.from({ length: 20 }, () => service.createPayment(merchant));
  await until("readiness to notice", async () => (await service.request(READINESS)).status === 503);
  expect((await service.request("/health")).status).toBe(200);
  await endpoint.reopen();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(waiting.map(() => 201));
  expect((await service.request(READINESS)).status).toBe(200);
  expect((await service.export(merchant)).at(-1)).toMatchObject({ payments: 28, postings: 56 });
});

test("a longer outage gives a clean 503, and nothing has to be restarted after it", async () => {
  await endpoint.close();
  const answers = await Promise.all([
    service.createPayment(merchant, undefined, "order-1"),
    service.createPayment(merchant, undefined, "order-2"),
    service.get("/api/v1/payments", merchant),
    service.get("/api/v1/export", merchant),
  ]);
  answers.forEach(expectUnavailable);
  await endpoint.reopen();
  expect((await service.createPayment(merchant, undefined, "order-1")).status).toBe(201);
  expect((await service.get("/api/v1/payments", merchant)).json.data).toHaveLength(1);
});

test("a commit whose answer is lost is not repeated, and its caller gets the payment", async () => {
  await service.createPayment(merchant);
  for (let attempt = 0; attempt < 5; attempt++) {
    endpoint.loseNextAnswer();
    const answer = await service.createPayment(merchant, undefined, `order-${attempt}`);
    expect([answer.status, answer.headers.get("idempotent-replayed")]).toEqual([201, null]);
    const again = await service.createPayment(merchant, undefined, `order-${attempt}`);
    expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([answer.text, "true"]);
  }
  expect((await service.export(merchant)).at(-1)).toMatchObject({ payments: 6, postings: 12 });
});

test("so it is for a capture, a void and a refund: each happens once, and its caller gets the answer as the first", async () => {
  const manual = { amountMinor: 1050, currency: "EUR", captureMethod: "manual" };
  for (const change of ["capture", "void", "refunds"]) {
    const { json } = await service.createPayment(merchant, change === "refunds" ? undefined : manual);
    const path = `/api/v1/payments/${json.id}`;
    const before = (await service.get(`${path}/events`, merchant)).json.data.length;
    endpoint.loseNextAnswer();
    const answer = await service.post(`${path}/${change}`, merchant, {}, change);
    expect([answer.status < 300, answer.headers.get("idempotent-replayed")]).toEqual([true, null]);
    const again = await service.post(`${path}/${change}`, merchant, {}, change);
    expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([answer.text, "true"]);
    expect((await service.get(`${path}/events`, merchant)).json.data).toHaveLength(before + 1);
  }
});

test("a server that hangs gives a 503 and not a request that hangs", async () => {
  await Promise.all(Array.from({ length: 8 }, () => service.createPayment(merchant)));
  server.freeze();
  try {
    expectUnavailable(await service.createPayment(merchant, undefined, "order-1"));
    expect((await service.request(READINESS)).json.components.database).toEqual({ status: "DOWN" });
  } finally {
    server.thaw();
  }
  const answer = await until("the server to go on", async () => {
    const next = await service.createPayment(merchant, undefined, "order-1");
    return next.status === 201 ? next : undefined;
  });
  expect((await service.createPayment(merchant, undefined, "order-1")).text).toBe(answer.text);
  expect((await service.export(merchant)).at(-1)).toMatchObject({ payments: 9 });
});

test("connections that died without a word are found out once and not one by one", async () => {
  await Promise.all(Array.from({ length: 8 }, () => service.createPayment(merchant)));
  endpoint.silence();
  expect((await service.createPayment(merchant)).status).toBe(201);
  expect((await service.createPayment(merchant)).status).toBe(201);
});

test("a server that is read-only is not taken for the database", async () => {
  await service.createPayment(merchant);
  await server.query("alter role payment_user set default_transaction_read_only = on");
  await endpoint.close();
  await endpoint.reopen();
  expectUnavailable(await service.createPayment(merchant, undefined, "order-1"));
  await server.query("begin read write; alter role payment_user reset default_transaction_read_only; commit");
  expect((await service.createPayment(merchant, undefined, "order-1")).status).toBe(201);
});

test("a server that can't prove who it is gets no password", async () => {
  const connect = (options: Partial<ConnectionOptions>): Promise<unknown> =>
    new pg.Client({ ...server.connection, ...options }).connect();
  await expect(connect({ ssl: verifyFullTls() })).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  await expect(connect({ host: "localhost" })).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
});

test("killed twice under load, every key ends in one payment and no acknowledged one is lost", async () => {
  const acknowledged = new Map<string, string>();
  let stop = false;
  const client = async (): Promise<void> => {
    while (!stop) {
      const key = randomUUID();
      for (let settled = false; !settled;) {
        const answer = await service.createPayment(merchant, { amountMinor: 7, currency: "EUR" }, key);
        expect([201, 409, 503]).toContain(answer.status);
        if (answer.status === 201) acknowledged.set(key, answer.json.id);
        else expect(answer.headers.get("retry-after")).toBe("1");
        settled = answer.status === 201;
      }
    }
  };
  const clients = Array.from({ length: 12 }, client);
  for (let kill = 1; kill <= 2; kill++) {
    const before = acknowledged.size;
    await until("payments to flow", () => acknowledged.size > before + 100);
    await server.kill();
    await server.resume();
  }
  const before = acknowledged.size;
  await until("payments to flow again", () => acknowledged.size > before + 100);
  stop = true;
  await Promise.all(clients);

  const lines = await service.export(merchant);
  const payments = lines.filter(({ type }) => type === "payment");
  expect(new Map(payments.map(({ idempotencyKey, id }) => [idempotencyKey, id]))).toEqual(acknowledged);
  expect(payments).toHaveLength(acknowledged.size);
  const sum = lines.reduce((total, line) => total + (line.type === "posting" ? line.amountMinor : 0), 0);
  expect(sum).toBe(0);
  const balances = `select account, balance_minor::int as balance from ledger_accounts
    where merchant_id = '${merchant.merchantId}' order by account`;
  expect(await server.query(balances)).toEqual([
    { account: "merchant_pending", balance: -7 * payments.length },
    { account: "provider_clearing", balance: 7 * payments.length },
  ]);
});
