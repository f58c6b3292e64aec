import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { CrashSite } from "../testing/crash-site.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, type TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { WebhookReceiver } from "../testing/webhook-receiver.ts";

let server: PostgresServer;
let survivor: TestService;
let site: CrashSite;
let receiver: WebhookReceiver;
let client: MerchantClient;

beforeAll(async () => {
  site = await CrashSite.open();
  ({ server, survivor } = site);
});
afterAll(() => site[Symbol.asyncDispose]());
beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  client = new MerchantClient(survivor, await createMerchant(server));
});
afterEach(async () => receiver[Symbol.asyncDispose]());

/** A payment whose capture the receiver is to be told. */
async function paid(): Promise<void> {
  const endpoint = { url: receiver.url, eventTypes: ["payment.captured"] };
  expect((await client.post("/api/v1/webhook-endpoints", endpoint)).status).toBe(201);
  await client.newPayment();
}

/** Another task delivers, as late as needed for the lease of the one that died to be over. */
async function expectDelivered(times: number): Promise<void> {
  await server.query(`update webhook_deliveries set next_attempt_at = now() where state = 'pending'`);
  await survivor.dispatcher.run();
  await survivor.dispatcher.drain();
  expect(await server.query(`select from webhook_deliveries where state <> 'delivered'`)).toEqual([]);
  expect(receiver.types()).toEqual(Array.from({ length: times }, () => "payment.captured"));
  expect(new Set(receiver.ids()).size).toBe(1);
}

const CLAIM = { statement: "with running as materialized", table: "webhook_deliveries" };
const RECORD = { statement: "insert into webhook_attempts", table: "webhook_attempts" };

test.each([
  { moment: "before", step: "the delivery is claimed", barriers: [CLAIM], times: 1 },
  { moment: "after", step: "the delivery is claimed", barriers: [CLAIM], times: 1 },
  { moment: "before", step: "its result is recorded", barriers: [RECORD], times: 2 },
  { moment: "after", step: "its result is recorded", barriers: [RECORD], times: 1 },
] as const)("a sender killed $moment $step tells one event, $times times", async ({ times, ...crash }) => {
  await paid();
  await site.crashAt(crash);
  await expectDelivered(times);
});

test("a sender killed while the receiver thinks tells the event again, under the same id", async () => {
  await paid();
  receiver.answer = () => {};
  await using task = await site.start();
  await until("the receiver to be asked", () => receiver.received.length > 0);
  task.kill();
  receiver.succeed();
  await expectDelivered(2);
});
