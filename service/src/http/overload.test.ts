import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

/** More than may wait for the database. */
const REQUESTS = 1_200;
const PAYMENTS = 200;

let server: PostgresServer;
let service: TestService;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** While it is asked, nobody gets at the payments. */
async function withPaymentsLocked<T>(ask: () => Promise<T>): Promise<T> {
  const holder = await server.connect();
  try {
    await holder.query("begin; lock table payments in access exclusive mode");
    return await ask();
  } finally {
    await holder.end();
  }
}

const turnedAway = ({ status, json, headers }: Answer): string =>
  status === 503 ? `${json.error.code}, again after ${headers.get("retry-after")} s` : String(status);

test("more than the service can do is turned away with when to come back, and it is well again at once", async () => {
  const client = new MerchantClient(service, await createMerchant(server));
  const path = await client.newPayment();
  const answers = await withPaymentsLocked(async () => {
    const asked = Promise.all(Array.from({ length: REQUESTS }, () => client.get(path)));
    expect((await service.request("/health")).status).toBe(200);
    return asked;
  });
  const kinds = new Set(answers.map(turnedAway));
  expect([...kinds].filter((kind) => !/^(overloaded|database_unavailable), again after 1 s$/.test(kind))).toEqual([]);
  expect(kinds).toContain("overloaded, again after 1 s");
  const well = await Promise.all(Array.from({ length: 20 }, () => client.get(path)));
  expect(new Set(well.map(({ status }) => status))).toEqual(new Set([200]));
});

test("payments that were turned away are taken once when they come again with their keys", async () => {
  const client = new MerchantClient(service, await createMerchant(server));
  const keys = Array.from({ length: PAYMENTS }, () => randomUUID());
  const body = { amountMinor: 100, currency: "EUR" };
  const pay = (key: string): Promise<Answer> => client.post("/api/v1/payments", body, key);
  const first = await withPaymentsLocked(() => Promise.all(keys.map(pay)));
  expect(new Set(first.map(({ status }) => status))).toEqual(new Set([503]));
  const ids = await Promise.all(
    keys.map((key) =>
      until("the payment", async () => {
        const { status, json } = await pay(key);
        return status === 201 ? json.id : undefined;
      }),
    ),
  );
  expect(new Set(ids).size).toBe(PAYMENTS);
  expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: PAYMENTS, postings: 2 * PAYMENTS });
});
