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
import { WebhookDispatcher } from "./dispatcher.ts";
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

function newDispatcher(): WebhookDispatcher {
  const outbox = createWebhookOutbox(database);
  const counted: WebhookOutbox = {
    ...outbox,
    claim: (claim) => {
      claims++;
      return outbox.claim(claim);
    },
  };
  return new WebhookDispatcher(counted, createHttpSender({ allowLoopback: true }), { intervalMs: NEVER_MS });
}

async function newEndpoint(merchant: Principal): Promise<void> {
  const { status } = await service.send("POST", "/api/v1/webhook-endpoints", merchant, { url: receiver.url });
  expect(status).toBe(201);
}

/** Tells all endpoints of the merchant of so many events. */
async function publish({ merchantId }: Principal, count: number): Promise<void> {
  await server.query(`select publish_event('${merchantId}', 'evt_' || gen_random_uuid(), 'payment.created', 'pay_' || n,
    now(), '{"payment":{}}') from generate_series(1, ${count}) n`);
}

test("many events reach one endpoint one after the other, without idling between them", async () => {
  const merchant = await createMerchant(server);
  await newEndpoint(merchant);
  await publish(merchant, 200);
  runner.start([newDispatcher()]);
  await until("all to be received", () => new Set(receiver.ids()).size === 200, DEADLINE_MS);
  expect(receiver.received).toHaveLength(200);
  // One for each that ends, and one that finds its endpoint busy: it waits for room and does not poll.
  expect(claims).toBeLessThanOrEqual(2 * 200 + 2);
});
