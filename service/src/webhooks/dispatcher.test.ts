import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { JobRunner } from "../jobs/job-runner.ts";
import { openDatabase, type Database } from "../postgres/database.ts";
import { createWebhookOutbox } from "../postgres/webhook-outbox.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { WebhookReceiver } from "../testing/webhook-receiver.ts";
import type { WebhookOutbox } from "../usecases/webhook-ports.ts";
import { WebhookDispatcher, type DispatcherOptions } from "./dispatcher.ts";
import { createHttpSender } from "./http-sender.ts";

const DEADLINE_MS = 60_000;
/** So long that a test in which a dispatcher idles does not end. */
const NEVER_MS = 3_600_000;

let server: PostgresServer;
let service: TestService;
let database: Database;
let receiver: WebhookReceiver;
let runner: JobRunner;
let claims: number;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  database = await openDatabase(server.connection, 4);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await database.close();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  receiver = await WebhookReceiver.start();
  runner = new JobRunner({ warn: (details) => console.warn(details) });
  claims = 0;
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await runner.stop();
});

function newDispatcher(options: DispatcherOptions): WebhookDispatcher {
  const outbox = createWebhookOutbox(database);
  const counted: WebhookOutbox = {
    ...outbox,
    claim: (claim) => {
      claims++;
      return outbox.claim(claim);
    },
  };
  return new WebhookDispatcher(counted, createHttpSender({ allowLoopback: true, timeoutMs: NEVER_MS }), {
    intervalMs: 20,
    ...options,
  });
}

async function newEndpoint(merchant: Principal): Promise<void> {
  const { status } = await service.send("POST", "/api/v1/webhook-endpoints", merchant, { url: receiver.url });
  expect(status).toBe(201);
}

/** Tells all endpoints of the merchant of so many events. */
async function publish({ merchantId }: Principal, count: number, reason = ""): Promise<void> {
  await server.query(`select publish_event('${merchantId}', 'evt_' || gen_random_uuid(), 'payment.created', 'pay_' || n,
    now(), '{"payment":{},"reason":"${reason}"}') from generate_series(1, ${count}) n`);
}

test("many events reach one endpoint one after the other, without idling between them", async () => {
  const merchant = await createMerchant(server);
  await newEndpoint(merchant);
  await publish(merchant, 200);
  runner.start([newDispatcher({ intervalMs: NEVER_MS })]);
  await until("all to be received", () => new Set(receiver.ids()).size === 200, DEADLINE_MS);
  expect(receiver.received).toHaveLength(200);
  // One for each that ends, and one that finds its endpoint busy: it waits for room and does not poll.
  expect(claims).toBeLessThanOrEqual(2 * 200 + 2);
});

test("a merchant all of whose endpoints hang has few attempts at a time, and others are told meanwhile", async () => {
  const [hanging, other] = [await createMerchant(server), await createMerchant(server)];
  receiver.answer = (response, { body }) => void (body.includes("hang") || response.writeHead(204).end());
  for (let n = 0; n < 16; n++) await newEndpoint(hanging);
  await newEndpoint(other);
  await publish(hanging, 8, "hang");
  runner.start([newDispatcher({})]);
  await until("the hanging merchant's share", () => receiver.received.length === 8, DEADLINE_MS);
  await publish(other, 40);
  await until("the other's events", () => receiver.received.length >= 48, DEADLINE_MS);
  expect(receiver.received.filter(({ body }) => body.includes("hang"))).toHaveLength(8);
});

test("what has been due the longest is claimed first, whosever it is and whichever endpoint is older", async () => {
  const merchants = [await createMerchant(server), await createMerchant(server), await createMerchant(server)];
  for (const [age, merchant] of [1, 3, 2].map((hours, index) => [hours, merchants[index]!] as const)) {
    await newEndpoint(merchant);
    await publish(merchant, 1);
    await server.query(`update webhook_deliveries set next_attempt_at = now() - interval '${age} h'
      where merchant_id = '${merchant.merchantId}'`);
  }
  const claim = { limit: 1, perEndpoint: 4, perMerchant: 8, running: [], leaseMs: 60_000 };
  const outbox = createWebhookOutbox(database);
  const order = [await outbox.claim(claim), await outbox.claim(claim), await outbox.claim(claim)].flat();
  expect(order.map(({ merchantId }) => merchants.findIndex((each) => each.merchantId === merchantId))).toEqual([
    1, 2, 0,
  ]);
});
