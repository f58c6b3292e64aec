import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";

const ADA = { name: "Ada Lovelace", email: "ada@example.com", description: "A poet", metadata: { z: "1", a: "2" } };

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection, 8);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

/** The path of a new customer. */
async function newCustomer(body: object = ADA): Promise<string> {
  const { status, json, text } = await client.post("/api/v1/customers", body);
  expect(status, text).toBe(201);
  return `/api/v1/customers/${json.id}`;
}

function change(path: string, body: object) {
  return service.send("PATCH", path, client.merchant, body);
}

function remove(path: string) {
  return service.send("DELETE", path, client.merchant);
}

/** Everything that the database has of the merchant's customers and what is written about them. */
async function stored(): Promise<string> {
  const tables = ["customers", "payment_methods", "idempotency_keys", "audit_entries", "webhook_events"];
  const contents = await Promise.all(
    tables.map((name) =>
      server.query(`select t::text from ${name} t where merchant_id = '${client.merchant.merchantId}'`),
    ),
  );
  return JSON.stringify(contents);
}

test("a customer is answered as it is read, byte for byte, and once for its key", async () => {
  const made = await client.post("/api/v1/customers", ADA, "one key");
  const path = `/api/v1/customers/${made.json.id}`;
  expect((await client.get(path)).text).toBe(made.text);
  expect(JSON.parse(made.text)).toMatchObject({ ...ADA, defaultPaymentMethodId: null });
  const again = await client.post("/api/v1/customers", ADA, "one key");
  expect([again.text, again.headers.get("idempotent-replayed")]).toEqual([made.text, "true"]);
  expect(errorOf(await client.post("/api/v1/customers", {}, "one key"))[1]).toBe("idempotency_key_reused");
  expect((await client.read("/api/v1/customers")).data).toHaveLength(1);
});

test("one key of 20 requests at once makes one customer", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => client.post("/api/v1/customers", ADA, "one key")));
  expect(answers.map(({ status }) => status).every((status) => status === 201 || status === 409)).toBe(true);
  expect(new Set(answers.filter(({ status }) => status === 201).map(({ json }) => json.id)).size).toBe(1);
  expect((await client.read("/api/v1/customers")).data).toHaveLength(1);
});

test("what a change leaves out stays, and null clears", async () => {
  const path = await newCustomer();
  const { text } = await change(path, { name: "Countess", description: null });
  expect(JSON.parse(text)).toMatchObject({ ...ADA, name: "Countess", description: null });
  expect(JSON.parse((await change(path, { metadata: {} })).text)).toMatchObject({ metadata: {}, email: ADA.email });
  expect((await client.get(path)).text).toBe((await change(path, {})).text);
});

test("customers are listed newest first, page by page, and by email", async () => {
  const paths = [await newCustomer(), await newCustomer({ email: "bob@example.com" }), await newCustomer()];
  const ids = paths.map((path) => path.split("/").at(-1)).toReversed();
  const first = await client.read("/api/v1/customers?limit=2");
  const rest = await client.read(`/api/v1/customers?limit=2&cursor=${first.nextCursor}`);
  expect([...first.data, ...rest.data].map(({ id }) => id)).toEqual(ids);
  expect(rest.nextCursor).toBeNull();
  const bobs = await client.read("/api/v1/customers?email=bob%40example.com");
  expect(bobs.data.map(({ id }) => id)).toEqual([ids[1]]);
});

test("a deletion leaves nothing that says who it was: not in answers, the audit log or the outbox", async () => {
  await client.post("/api/v1/webhook-endpoints", { url: "http://127.0.0.1:1/hooks" });
  const { json } = await client.post("/api/v1/customers", ADA, "her key");
  const path = `/api/v1/customers/${json.id}`;
  await change(path, { name: "Augusta", metadata: { loyalty: "gilt-edged" } });
  expect(await stored()).toContain("Augusta");
  await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_visa" });
  const payment = await client.newPayment({ amountMinor: 1050, currency: "EUR", customerId: json.id });
  expect((await remove(path)).status).toBe(204);
  expect(errorOf(await client.get(path))).toEqual([404, "customer_not_found", "id"]);
  expect(errorOf(await remove(path))[0]).toBe(404);
  const left = await stored();
  for (const personal of ["Ada", "Augusta", ADA.email, ADA.description, "gilt-edged"]) {
    expect(left).not.toContain(personal);
  }
  const replayed = await client.post("/api/v1/customers", ADA, "her key");
  expect([replayed.status, replayed.json.id, replayed.json.name]).toEqual([201, json.id, null]);
  expect((await client.read(payment)).customerId).toBe(json.id);
  expect((await client.post(`${payment}/refunds`)).status).toBe(201);
});

test("the outbox and the audit log tell what happened to a customer, and not what is personal", async () => {
  await client.post("/api/v1/webhook-endpoints", { url: "http://127.0.0.1:1/hooks", eventTypes: [] });
  const path = await newCustomer();
  await change(path, { name: "Countess" });
  await change(path, { name: "Countess" });
  const method = (await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_visa" })).json;
  await change(path, { defaultPaymentMethodId: method.id });
  await remove(path);
  const events = await server.query<{ type: string; payload: string }>(
    `select type, payload from webhook_events where merchant_id = '${client.merchant.merchantId}' order by position`,
  );
  expect(events.map(({ type }) => type)).toEqual([
    "customer.created",
    "customer.updated",
    "payment_method.attached",
    "customer.updated",
    "customer.deleted",
    "payment_method.detached",
  ]);
  expect(new Set(events.map(({ payload }) => (JSON.parse(payload) as { id: string }).id)).size).toBe(events.length);
  expect(JSON.parse(events[1]!.payload)).toMatchObject({
    data: { customerId: path.split("/").at(-1), changed: ["name"] },
  });
  const { data } = await client.read("/api/v1/audit-entries?limit=100");
  const actions = (data as unknown as { action: string }[]).map(({ action }) => action).toReversed();
  expect(actions.filter((action) => /^(customer|payment_method)\./.test(action))).toEqual(
    events.map(({ type }) => type.replace("updated", "changed")),
  );
});

test("a payment method is kept with what the provider tells of it", async () => {
  const path = await newCustomer();
  const made = await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_mastercard" }, "a key");
  expect(made.status, made.text).toBe(201);
  const expected = { brand: "mastercard", lastFour: "4444", expiryMonth: 12, expiryYear: 2034 };
  expect(JSON.parse(made.text)).toMatchObject({ paymentMethod: "pm_card_mastercard", card: expected });
  expect((await client.get(`/api/v1/payment-methods/${made.json.id}`)).text).toBe(made.text);
  const replayed = await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_mastercard" }, "a key");
  expect(replayed.text).toBe(made.text);
  expect((await client.read(`${path}/payment-methods`)).data.map(({ id }) => id)).toEqual([made.json.id]);
});

test.each<[string, unknown, [number, string, string]]>([
  ["is no token", "4000 0000", [400, "request_invalid", "paymentMethod"]],
  ["the provider doesn't know", "pm_nobody", [422, "payment_method_unknown", "paymentMethod"]],
  ["the customer has already", "pm_card_visa", [409, "payment_method_attached", "paymentMethod"]],
])("a payment method that %s is refused", async (_what, paymentMethod, expected) => {
  const path = await newCustomer();
  await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_visa" });
  expect(errorOf(await client.post(`${path}/payment-methods`, { paymentMethod }))).toEqual(expected);
});

test("a detached payment method is nobody's default, is listed no more, and may be kept anew", async () => {
  const path = await newCustomer();
  const { id } = (await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_visa" })).json;
  await change(path, { defaultPaymentMethodId: id });
  expect((await client.read(path)).defaultPaymentMethodId).toBe(id);
  expect((await remove(`/api/v1/payment-methods/${id}`)).status).toBe(204);
  expect((await client.read(path)).defaultPaymentMethodId).toBeNull();
  expect((await client.read(`${path}/payment-methods`)).data).toEqual([]);
  expect(errorOf(await remove(`/api/v1/payment-methods/${id}`))).toEqual([404, "payment_method_not_found", "id"]);
  expect((await client.post(`${path}/payment-methods`, { paymentMethod: "pm_card_visa" })).status).toBe(201);
});

test("a default payment method must be one of the customer's own", async () => {
  const [path, other] = [await newCustomer(), await newCustomer()];
  const { id } = (await client.post(`${other}/payment-methods`, { paymentMethod: "pm_card_visa" })).json;
  const refused = [404, "payment_method_not_found", "defaultPaymentMethodId"];
  expect(errorOf(await change(path, { defaultPaymentMethodId: id }))).toEqual(refused);
  expect(errorOf(await change(path, { defaultPaymentMethodId: "pmt_nobody" }))).toEqual(refused);
  expect(
    await refusedBy(
      server,
      `update customers set default_payment_method_id = gen_random_uuid() where deleted_at is null`,
    ),
  ).toBe("customer_default_payment_method");
});
