import { afterAll, beforeAll, expect, test } from "vitest";
import { backlogJob } from "../jobs/backlog-job.ts";
import { createOperationStore } from "../postgres/operation-store.ts";
import { openDatabase, type Database } from "../postgres/database.ts";
import { createWebhookOutbox } from "../postgres/webhook-outbox.ts";
import { MANUAL_PAYMENT, MerchantClient } from "../testing/merchant-client.ts";
import { freePort, type PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";
import { MetricsEndpoint } from "./metrics-endpoint.ts";
import { observeDatabases } from "./observe-database.ts";

let server: PostgresServer;
let service: TestService;
let database: Database;
let endpoint: MetricsEndpoint;
let client: MerchantClient;
let url: string;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4);
  database = await openDatabase(server.connection, 1);
  observeDatabases(service.metrics, { primary: database });
  const port = await freePort();
  endpoint = await MetricsEndpoint.listen(service.metrics, "127.0.0.1", port);
  url = `http://127.0.0.1:${port}/metrics`;
  client = new MerchantClient(service, await createMerchant(server));
});
afterAll(async () => {
  endpoint.close();
  await service[Symbol.asyncDispose]();
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** The value of a sample as Prometheus would read it; undefined if it isn't there. */
async function scrape(sample: string): Promise<number | undefined> {
  const lines = (await (await fetch(url)).text()).split("\n");
  const line = lines.find((each) => each.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
}

test("the endpoint answers in Prometheus's format, and nothing but its own path", async () => {
  const answer = await fetch(url);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  expect(await answer.text()).toContain("nodejs_eventloop_lag_p99_seconds ");
  expect((await fetch(`${url}/x`)).status).toBe(404);
  expect((await fetch(url, { method: "POST" })).status).toBe(404);
  expect((await service.request("/metrics")).status).toBe(404);
});

test("requests are counted by route and status, whatever a caller makes up", async () => {
  const get = 'http_server_request_duration_seconds_count{method="GET",route="/api/v1/payments/:id",status="200"}';
  const path = await client.newPayment();
  for (let time = 0; time < 3; time++) await client.read(path);
  await until("three reads to be counted", async () => (await scrape(get)) === 3);
  await Promise.all(["/nowhere", "/api/v1/else", "/%zz"].map((made) => service.request(made)));
  await service.request("/nowhere", { method: "PROPFIND" }).catch(() => {});
  const { text } = { text: await (await fetch(url)).text() };
  for (const made of ["nowhere", "else", "PROPFIND", "%zz"]) expect(text).not.toContain(made);
  expect(await scrape("http_server_active_requests")).toBe(0);
});

test("operations are counted by outcome, and providers' calls with their time", async () => {
  const before = async (labels: string): Promise<number> => (await scrape(`payment_operations_total{${labels}}`)) ?? 0;
  const charged = 'kind="charge",outcome="succeeded"';
  const refused = 'kind="charge",outcome="failed"';
  const [charges, failures] = [await before(charged), await before(refused)];
  const path = await client.newPayment(MANUAL_PAYMENT);
  await client.post(`${path}/capture`);
  await client.newPayment({ amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_chargeDeclined" });
  await client.newPayment({ amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_timeoutBeforeCharge" });
  expect(await before(charged)).toBe(charges + 1);
  expect(await before(refused)).toBe(failures + 1);
  expect(await before('kind="capture",outcome="succeeded"')).toBe(1);
  const calls = "payment_provider_request_duration_seconds";
  const unknown = 'provider="simulator",kind="charge",outcome="unknown"';
  expect(await scrape(`${calls}_count{${unknown}}`)).toBe(1);
  expect(await scrape(`${calls}_sum{${unknown}}`)).toBeGreaterThan(0);
});

test("who waits for the database is counted", async () => {
  const slots = (what: string): Promise<number | undefined> => scrape(`database_slots_${what}{database="primary"}`);
  const waits = await scrape('database_slot_waits_total{database="primary"}');
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const running = [database.run(() => held), database.run(async () => {})];
  await until("one to wait", async () => (await slots("waiting")) === 1);
  expect(await slots("busy")).toBe(1);
  release();
  await Promise.all(running);
  expect([await slots("waiting"), await slots("busy")]).toEqual([0, 0]);
  expect(await scrape('database_slot_waits_total{database="primary"}')).toBe(waits! + 1);
  expect(await scrape('database_slot_wait_seconds_total{database="primary"}')).toBeGreaterThan(0);
});

test("what waits to be done is measured, for CloudWatch in the log too", async () => {
  await server.query(`
    begin;
    alter table provider_operations disable trigger provider_operations_immutable;
    update provider_operations set created_at = created_at - interval '2 minutes' where status = 'pending';
    alter table provider_operations enable trigger provider_operations_immutable;
    commit`);
  const endpoint = await client.post("/api/v1/webhook-endpoints", { url: "http://127.0.0.1:9/" });
  expect(endpoint.status).toBe(201);
  await client.newPayment();
  const lines: object[] = [];
  const job = backlogJob({
    operations: createOperationStore(database),
    outbox: createWebhookOutbox(database),
    metrics: service.metrics,
    log: { info: (line) => lines.push(line) },
  });
  await job.run();
  expect(await scrape("payment_operations_unsettled")).toBe(1);
  const due = await scrape("webhook_deliveries_due");
  expect(due).toBeGreaterThan(0);
  expect(await scrape("webhook_delivery_delay_seconds")).toBeGreaterThan(0);
  expect(lines).toMatchObject([
    {
      _aws: { CloudWatchMetrics: [{ Namespace: "PaymentSystem", Dimensions: [["environment"]] }] },
      UnsettledOperations: 1,
      WebhooksDue: due,
    },
  ]);
  const [line] = lines as { _aws: { CloudWatchMetrics: [{ Metrics: { Name: string }[] }] } }[];
  for (const { Name } of line!._aws.CloudWatchMetrics[0].Metrics) expect(line).toHaveProperty(Name);
});
