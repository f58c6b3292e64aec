import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

const body = (paymentMethod: string) => ({ amountMinor: 1050, currency: "EUR", paymentMethod });

/** As if half a minute had passed: the provider has decided, nobody is asking it, and what it tells is due. */
async function wait(): Promise<void> {
  await server.query(`update simulator.operations set resolves_at = resolves_at - interval '30 s'`);
  await server.query(`update simulator.webhooks set due_at = due_at - interval '30 s'`);
  await server.query(`update provider_operations set leased_until = now() - interval '1 s' where status = 'pending'`);
}

async function runJobs(): Promise<void> {
  for (const job of service.providerJobs) await job.run();
}

/** The payment's charges, at the provider, and its postings. */
async function expectOneSettlement(path: string): Promise<void> {
  expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
  expect((await client.timeline(path)).map(([type]) => type)).toEqual(["created", "authorized", "captured"]);
  expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, postings: 2 });
}

async function charged(paymentMethod: string): Promise<string> {
  expect((await client.post("/api/v1/payments", body(paymentMethod), "order")).status).toBe(503);
  return `/api/v1/payments/${(await client.read("/api/v1/payments?limit=1")).data[0]!.id}`;
}

test("a webhook that comes twice at once settles the payment once, and before anybody asks", async () => {
  const path = await charged("pm_card_duplicateWebhook");
  await runJobs();
  expect((await client.read(path)).status).toBe("processing");
  await wait();
  await runJobs();
  await expectOneSettlement(path);
  const replay = await client.post("/api/v1/payments", body("pm_card_duplicateWebhook"), "order");
  expect([replay.status, replay.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(await server.query(`select from simulator.webhooks where sent_at is null`)).toEqual([]);
});

test("a webhook that comes when the payment is settled long since changes nothing", async () => {
  const path = await charged("pm_card_lateWebhook");
  await wait();
  const repeated = await client.post("/api/v1/payments", body("pm_card_lateWebhook"), "order");
  expect(repeated.status).toBe(201);
  await runJobs();
  await expectOneSettlement(path);
  expect(
    await server.query(`select from provider_webhooks where provider = 'simulator' and handled_at is null`),
  ).toEqual([]);
  expect(await server.query(`select from simulator.webhooks where sent_at is null`)).toEqual([]);
});

test("nobody but the simulator can tell what it would", async () => {
  const { status } = await service.request("/api/v1/provider-webhooks/simulator", {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": "t=1,v1=00" },
    body: "{}",
  });
  expect(status).toBe(400);
});
