import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { refusedBy } from "../testing/refused-by.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";

const TERMS = { amountMinor: 1050, currency: "EUR" };

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;
let customerId: string;
let path: string;
/** The ids of the customer's payment methods. */
let visa: string;
let declining: string;

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
  customerId = (await client.post("/api/v1/customers", { name: "Ada" })).json.id;
  path = `/api/v1/customers/${customerId}`;
  visa = await attach("pm_card_visa");
  declining = await attach("pm_card_chargeDeclined");
});

async function attach(paymentMethod: string): Promise<string> {
  return (await client.post(`${path}/payment-methods`, { paymentMethod })).json.id;
}

function pay(more: object, key?: string): Promise<Answer> {
  return client.post("/api/v1/payments", { ...TERMS, ...more }, key);
}

function detach(id: string): Promise<Answer> {
  return service.send("DELETE", `/api/v1/payment-methods/${id}`, client.merchant);
}

async function makeDefault(id: string): Promise<void> {
  await service.send("PATCH", path, client.merchant, { defaultPaymentMethodId: id });
}

test("a payment with a customer's payment method is made with its token, and answered as it is read", async () => {
  const made = await pay({ customerId, paymentMethodId: visa });
  expect(made.json).toMatchObject({ status: "succeeded", customerId, paymentMethodId: visa });
  expect(made.json.paymentMethod).toBe("pm_card_visa");
  expect((await client.get(`/api/v1/payments/${made.json.id}`)).text).toBe(made.text);
  expect((await pay({ paymentMethodId: declining })).status).toBe(402);
});

test("with a customer alone it is made with the customer's default, unless it has a token of its own", async () => {
  await makeDefault(declining);
  const declined = await pay({ customerId });
  expect([declined.status, declined.json.error.code]).toEqual([402, "card_declined"]);
  const own = await pay({ customerId, paymentMethod: "pm_card_visa" });
  expect(own.json).toMatchObject({ status: "succeeded", customerId, paymentMethodId: null });
  const none = await pay({ customerId, paymentMethod: null });
  expect(none.json).toMatchObject({ status: "requires_payment_method", customerId, paymentMethodId: null });
  const later = await pay({ customerId, confirm: false });
  expect(later.json).toMatchObject({ status: "requires_confirmation", paymentMethodId: declining });
});

test("confirmed with another token, it is no longer made with the customer's method", async () => {
  const declined = await pay({ paymentMethodId: declining });
  const payment = `/api/v1/payments/${declined.json.error.paymentId}`;
  expect((await client.read(payment)).paymentMethodId).toBe(declining);
  const confirmed = await client.post(`${payment}/confirm`, { paymentMethod: "pm_card_visa" });
  expect(confirmed.json).toMatchObject({ status: "succeeded", customerId, paymentMethodId: null });
});

test("who is not the merchant's customer can't be named, nor can another customer's method", async () => {
  const other = (await client.post("/api/v1/customers", {})).json.id;
  expect(errorOf(await pay({ customerId: other, paymentMethodId: visa }))).toEqual([
    404,
    "payment_method_not_found",
    "paymentMethodId",
  ]);
  expect(errorOf(await pay({ customerId: "cus_nobody" }))).toEqual([404, "customer_not_found", "customerId"]);
  expect(errorOf(await pay({ paymentMethod: "pm_card_visa", paymentMethodId: visa }))).toEqual([
    400,
    "request_invalid",
    "paymentMethodId",
  ]);
  const stranger = await createMerchant(server);
  for (const named of [{ customerId }, { paymentMethodId: visa }, { customerId, paymentMethodId: visa }]) {
    const answer = await service.createPayment(stranger, { ...TERMS, ...named });
    expect(answer.status, JSON.stringify(named)).toBe(404);
  }
  expect((await service.get("/api/v1/payments", stranger)).json.data).toEqual([]);
});

test("once the method is detached or the customer deleted nothing new begins, and what was is answered again", async () => {
  const asked = { customerId, paymentMethodId: visa };
  const made = await pay(asked, "one key");
  expect((await detach(visa)).status).toBe(204);
  expect(errorOf(await pay(asked))).toEqual([404, "payment_method_not_found", "paymentMethodId"]);
  expect((await pay(asked, "one key")).text).toBe(made.text);
  expect((await service.send("DELETE", path, client.merchant)).status).toBe(204);
  expect(errorOf(await pay({ customerId }))).toEqual([404, "customer_not_found", "customerId"]);
  expect((await pay(asked, "one key")).text).toBe(made.text);
  expect((await client.read("/api/v1/payments")).data).toHaveLength(1);
});

test("a key means another request with another customer or method, also with the test card that is the default", async () => {
  await pay({ customerId }, "one key");
  expect(errorOf(await pay({ customerId, paymentMethod: "pm_card_visa" }, "one key"))[1]).toBe(
    "idempotency_key_reused",
  );
  expect(errorOf(await pay({}, "one key"))[1]).toBe("idempotency_key_reused");
});

test("payments of customers that come together, some of whom can't pay, are each what it was asked for", async () => {
  const other = (await client.post("/api/v1/customers", {})).json.id;
  await detach(declining);
  const wanted = Array.from({ length: 30 }, (_, n) =>
    [{ customerId, paymentMethodId: visa }, { customerId: other }, { customerId, paymentMethodId: declining }, {}].at(
      n % 4,
    ),
  );
  const answers = await Promise.all(wanted.map((named) => pay(named ?? {})));
  for (const [n, { status, json }] of answers.entries()) {
    expect(status).toBe(n % 4 === 2 ? 404 : 201);
    if (status === 201) expect(json.customerId).toBe([customerId, other, null, null].at(n % 4));
    if (status === 201) expect(json.paymentMethodId).toBe(n % 4 === 0 ? visa : null);
  }
});

test("the database refuses another's method, and a payment that changes hands", async () => {
  await pay({ customerId, paymentMethodId: visa });
  const { merchantId } = client.merchant;
  const other = (await client.post("/api/v1/customers", {})).json.id;
  const uuid = other.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  const change = (what: string) => `update payments set ${what} where merchant_id = '${merchantId}'`;
  expect(await refusedBy(server, change(`customer_id = '${uuid}'`))).toBe("payments_immutable");
  expect(await refusedBy(server, change("payment_method_id = gen_random_uuid()"))).toBe("payment_method_of_customer");
  await pay({});
  expect(await refusedBy(server, `${change("payment_method_id = gen_random_uuid()")} and customer_id is null`)).toBe(
    "payment_method_with_customer",
  );
});
