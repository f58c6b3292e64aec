import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Principal } from "../domain/access.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import { OtlpCollector } from "../testing/otlp-collector.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { startTracing } from "../tracing/start-tracing.ts";

const CARD = "4242424242424242";
const PASSWORD = "correct horse battery";

let server: PostgresServer;
let service: TestService;
let merchant: Principal;
let log = "";

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 4, { log: (line) => (log += line) });
  merchant = await createMerchant(server);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Every value of every table. */
async function database(): Promise<string> {
  const tables = await server.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public'`,
  );
  const contents = await Promise.all(tables.map(({ name }) => server.query(`select t::text from "${name}" t`)));
  return JSON.stringify(contents);
}

test.each<[string, string, string, unknown]>([
  ["description", "POST", "/payments", { amountMinor: 1050, currency: "EUR", description: `card ${CARD}` }],
  ["description", "POST", "/payments", { amountMinor: 1050, currency: "EUR", description: "4242-4242-4242-4242" }],
  ["card.number", "POST", "/payments", { amountMinor: 1050, currency: "EUR", card: { number: CARD } }],
  ["amountMinor", "POST", "/payments", { amountMinor: Number(CARD), currency: "EUR" }],
  ["paymentMethod", "POST", "/payments", { amountMinor: 1050, currency: "EUR", paymentMethod: CARD }],
  ["body", "POST", "/payments", { [CARD]: true }],
  ["reason", "POST", `/payments/pay_${"0".repeat(32)}/refunds`, { reason: CARD }],
  ["email", "POST", "/auth/login", { email: `${CARD}@example.com`, password: PASSWORD }],
  ["name", "POST", "/api-keys", { name: CARD }],
  ["name", "POST", "/customers", { name: `Ada ${CARD}` }],
  ["metadata.card", "POST", "/customers", { metadata: { card: CARD } }],
  ["email", "GET", `/customers?email=${CARD}@example.com`, undefined],
  ["description", "PATCH", `/customers/cus_${"0".repeat(32)}`, { description: CARD }],
  ["paymentMethod", "POST", `/customers/cus_${"0".repeat(32)}/payment-methods`, { paymentMethod: CARD }],
  ["cursor", "GET", `/payments?cursor=${CARD}`, undefined],
  ["id", "GET", `/payments/${CARD}`, undefined],
])("a card number in %s of %s %s is refused", async (param, method, path, body) => {
  const { status, json, text } = await service.send(method, `/api/v1${path}`, merchant, body);
  expect([status, json.error.code, json.error.param]).toEqual([400, "card_number_refused", param]);
  expect(text).not.toContain(CARD);
});

test("so is one in an Idempotency-Key; in a request id it is not taken over", async () => {
  const { status, json } = await service.createPayment(merchant, { amountMinor: 1050, currency: "EUR" }, CARD);
  expect([status, json.error.code, json.error.param]).toEqual([400, "card_number_refused", "Idempotency-Key"]);
  const answer = await service.request("/health", { headers: { "x-request-id": CARD } });
  expect(answer.headers.get("x-request-id")).not.toContain(CARD);
});

test("no card number, token, password or key that was sent is in the database, in the log or in a trace", async () => {
  await using collector = await OtlpCollector.start();
  const stopTracing = startTracing({ endpoint: collector.endpoint, environment: "test", sampleRatio: 1 });
  onTestFinished(stopTracing);
  const client = new MerchantClient(service, merchant);
  await service.send("POST", "/api/v1/users", merchant, {
    email: `${randomUUID()}@example.com`,
    password: PASSWORD,
    role: "viewer",
  });
  const { key } = await client.post("/api/v1/api-keys", { name: "Shop" }).then(({ json }) => json);
  const customer = (await client.post("/api/v1/customers", { name: "Ada" })).json.id;
  const methods = `/api/v1/customers/${customer}/payment-methods`;
  const kept = await client.post(methods, { paymentMethod: "pm_card_visa" });
  expect(kept.json).toMatchObject({ card: { lastFour: CARD.slice(-4) } });
  expect((await client.post(methods, { paymentMethod: "pm_card_amex", number: CARD })).status).toBe(400);
  const bearer = { authorization: `Bearer ${key}` };
  await service.request(`/api/v1/payments/${CARD}`, { headers: { ...bearer, "user-agent": CARD, cookie: CARD } });
  await service.request("/api/v1/payments", {
    method: "POST",
    headers: { ...bearer, "content-type": "application/json", "x-request-id": `r-${CARD}` },
    body: `{"amountMinor": ${CARD}, "description": "${CARD}`,
  });
  await service.request(`/${CARD}/${key}`, { method: "POST", body: CARD, headers: { "content-type": "text/plain" } });
  const token = service.token(merchant);
  await service.request("/api/v1/payments", { headers: { authorization: `Bearer ${token}` } });
  await stopTracing();
  expect(log).toContain('"route":"/api/v1/payments"');
  expect(collector.text).toContain("GET /api/v1/payments");
  const stored = await database();
  expect(stored).toContain(merchant.merchantId);
  for (const kept of [stored, log, collector.text]) {
    for (const secret of [CARD, PASSWORD, token, key]) expect(kept).not.toContain(secret);
  }
});
