import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { WebhookReceiver } from "../testing/webhook-receiver.ts";

const PROGRAM = join(import.meta.dirname, "../testing/dispatcher-process.ts");
const LEASE_MS = 1_000;
const KILLS = 6;
const PAYMENTS = 60;

let server: PostgresServer;
let service: TestService;
let receiver: WebhookReceiver;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function startDispatcher(): ChildProcess {
  const { ssl: _ssl, ...connection } = server.connection;
  const settings = JSON.stringify({ connection, caFile: server.caFile, leaseMs: LEASE_MS });
  return spawn(process.execPath, [PROGRAM, settings], { stdio: ["ignore", "ignore", "inherit"] });
}

test("a dispatcher that is killed again and again in the middle of its work loses no event", async () => {
  const client = new MerchantClient(service, await createMerchant(server));
  const created = await client.post("/api/v1/webhook-endpoints", { url: receiver.url });
  expect(created.status).toBe(201);
  // Slow enough for most kills to hit a request whose answer is not written down yet.
  receiver.answer = (response) => void setTimeout(() => response.writeHead(204).end(), 30);
  for (let payment = 0; payment < PAYMENTS; payment++) await client.newPayment();

  const seed = Math.floor(Math.random() * 1e9);
  console.info(`kill points by seed ${seed}`);
  for (let kill = 0; kill < KILLS; kill++) {
    const child = startDispatcher();
    const before = receiver.received.length;
    await until("the dispatcher to deliver", () => receiver.received.length > before, 30_000);
    await sleep((seed * (kill + 1)) % 97);
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  const last = startDispatcher();
  const pending = async (): Promise<number> =>
    (await server.query(`select from webhook_deliveries where state <> 'delivered'`)).length;
  await until("everything to be delivered", async () => (await pending()) === 0, 60_000);
  last.kill("SIGKILL");
  await once(last, "exit");
  expect(new Set(receiver.ids()).size).toBe(PAYMENTS * 3);
  // Had no kill hit a delivery, the test would show nothing.
  expect(receiver.received.length).toBeGreaterThan(PAYMENTS * 3);
});
