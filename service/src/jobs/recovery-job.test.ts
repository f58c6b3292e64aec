import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createPaymentOperations } from "../payment-operations.ts";
import { openDatabase, type Database } from "../postgres/database.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { countUnsettled } from "../usecases/count-unsettled.ts";
import type { PaymentProvider } from "../usecases/payment-provider.ts";
import type { Job } from "./job.ts";
import { recoveryJob } from "./recovery-job.ts";

const UNAVAILABLE: PaymentProvider = { name: "simulator", perform: async () => ({ kind: "unknown", cause: "down" }) };

let server: PostgresServer;
let service: TestService;
let database: Database;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection);
  database = await openDatabase(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await database.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

interface Round {
  readonly job: Job;
  readonly warnings: object[];
}

function newJob(provider?: PaymentProvider): Round {
  const warnings: object[] = [];
  const operations = createPaymentOperations(database, { timeoutMs: 500, other: provider });
  return { job: recoveryJob(operations, { warn: (details) => warnings.push(details) }), warnings };
}

/** As if so much time had passed since the operations began. */
async function age(seconds: number): Promise<void> {
  await server.query(`
    begin;
    alter table provider_operations disable trigger provider_operations_immutable;
    update provider_operations set created_at = created_at - interval '${seconds} s',
      leased_until = leased_until - interval '${seconds} s' where status = 'pending';
    alter table provider_operations enable trigger provider_operations_immutable;
    commit`);
}

function unsettled(): Promise<number> {
  return countUnsettled(createPaymentOperations(database, { timeoutMs: 500 }).operations);
}

async function newest(): Promise<string> {
  return `/api/v1/payments/${(await client.read("/api/v1/payments?limit=1")).data[0]!.id}`;
}

test.each(["pm_card_timeoutBeforeCharge", "pm_card_timeoutAfterCharge", "pm_card_pending"])(
  "what a request with %s left unknown is settled by asking the provider, and its key then has the answer",
  async (paymentMethod) => {
    const body = { amountMinor: 1050, currency: "EUR", paymentMethod };
    expect((await client.post("/api/v1/payments", body, "order-1")).status).toBe(503);
    const path = await newest();
    const { job } = newJob();
    await job.run();
    // Too young: the request might still be under way.
    expect((await client.read(path)).status).toBe("processing");
    await until("the payment to be settled", async () => {
      await age(10);
      await job.run();
      return (await client.read(path)).status === "succeeded";
    });
    const replay = await client.post("/api/v1/payments", body, "order-1");
    expect([replay.status, replay.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect(replay.json).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
    const charges =
      await server.query(`select from simulator.operations s join provider_operations o on o.id::text = s.key
      where o.merchant_id = '${client.merchant.merchantId}'`);
    expect(charges).toHaveLength(1);
  },
);

test("two jobs at once settle each operation once", async () => {
  const body = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_timeoutAfterCharge" };
  await Promise.all(Array.from({ length: 12 }, () => client.post("/api/v1/payments", body)));
  await age(10);
  await Promise.all([newJob().job.run(), newJob().job.run(), newJob().job.run()]);
  const calls = await server.query<{ calls: number }>(`select s.calls from simulator.operations s
    join provider_operations o on o.id::text = s.key where o.merchant_id = '${client.merchant.merchantId}'`);
  expect(calls.map(({ calls }) => calls)).toEqual(Array.from({ length: 12 }, () => 2));
  expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: 12, postings: 24 });
});

test("what the provider doesn't answer stays as it is, and is counted", async () => {
  await client.post("/api/v1/payments", {
    amountMinor: 1,
    currency: "EUR",
    paymentMethod: "pm_card_timeoutBeforeCharge",
  });
  await age(120);
  const { job, warnings } = newJob(UNAVAILABLE);
  await job.run();
  expect(await unsettled()).toBe(1);
  expect((await client.read(await newest())).status).toBe("processing");
  expect(warnings).toEqual([{ unsettled: 1 }]);
  await age(10);
  const recovered = newJob();
  await recovered.job.run();
  expect((await client.read(await newest())).status).toBe("succeeded");
  expect(recovered.warnings).toEqual([]);
  expect(await unsettled()).toBe(0);
});

test("an authorization that is past its time is released, with what was captured of it kept", async () => {
  const paths = [await client.newPayment(MANUAL_PAYMENT), await client.newPayment(MANUAL_PAYMENT)];
  await client.post(`${paths[1]}/capture`, { amountMinor: 300, final: false });
  const { job } = newJob();
  await job.run();
  expect((await client.read(paths[0]!)).status).toBe("requires_capture");
  await server.query(`update payments set authorized_until = now() - interval '1 minute'
    where merchant_id = '${client.merchant.merchantId}'`);
  await job.run();
  expect(await client.read(paths[0]!)).toMatchObject({ status: "canceled", capturedMinor: 0 });
  expect(await client.read(paths[1]!)).toMatchObject({ status: "succeeded", capturedMinor: 300 });
  expect((await client.timeline(paths[0]!)).at(-1)).toEqual(["expired", 1050]);
  expect((await client.timeline(paths[1]!)).at(-1)).toEqual(["expired", 750]);
  expect(await server.query(`select from simulator.operations where kind = 'void'`)).toHaveLength(2);
});
