import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { errorOf, MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

let server: PostgresServer;
let service: TestService;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  service = await TestService.start(server.connection);
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

const CREATE = "/api/v1/payments";
const TERMS = { amountMinor: 1050, currency: "EUR" };

const pay = (terms: object, key?: string): Promise<Answer> => client.post(CREATE, { ...TERMS, ...terms }, key);

/** The path of the merchant's newest payment. */
async function newest(): Promise<string> {
  return `${CREATE}/${(await client.read(`${CREATE}?limit=1`)).data[0]!.id}`;
}

/** What the provider did for the merchant, and how often it was asked for each. */
function atProvider(): Promise<{ kind: string; outcome: string; calls: number }[]> {
  return server.query(
    `select s.kind, s.outcome, s.calls from simulator.operations s join provider_operations o on o.id::text = s.key
     where o.merchant_id = '${client.merchant.merchantId}' order by s.created_at`,
  );
}

test("terms that are given come back as they were, byte for byte wherever they are read", async () => {
  const terms = {
    description: "Order 4711",
    statementDescriptor: "SHOP 4711",
    metadata: { z: 'quote " and \\', a: "ü", "10": "ten" },
    paymentMethod: "pm_card_mastercard",
    captureMethod: "manual",
  };
  const created = await pay(terms);
  expect(created.status).toBe(201);
  expect(created.json).toMatchObject({ ...terms, status: "requires_capture", nextAction: null, lastError: null });
  const path = await newest();
  expect((await client.get(path)).text).toBe(created.text);
  expect((await client.get(`${CREATE}?limit=1`)).text).toContain(created.text);
});

test("it can be made first, given a method, confirmed, and captured in parts", async () => {
  const { json } = await pay({ paymentMethod: null, captureMethod: "manual" });
  expect([json.status, json.paymentMethod]).toEqual(["requires_payment_method", null]);
  const path = await newest();
  expect(errorOf(await client.post(`${path}/confirm`))).toEqual([422, "payment_method_missing", "paymentMethod"]);
  const confirmed = await client.post(`${path}/confirm`, { paymentMethod: "pm_card_visa" });
  expect([confirmed.status, confirmed.json.status]).toEqual([200, "requires_capture"]);
  for (const [amountMinor, status] of [
    [300, "requires_capture"],
    [200, "requires_capture"],
  ] as const) {
    const { json } = await client.post(`${path}/capture`, { amountMinor, final: false });
    expect(json.status).toBe(status);
  }
  expect(errorOf(await client.post(`${path}/capture`, { amountMinor: 551 }))).toEqual([
    422,
    "amount_too_large",
    "amountMinor",
  ]);
  const last = await client.post(`${path}/capture`, { amountMinor: 50 });
  expect(last.json).toMatchObject({ status: "succeeded", capturedMinor: 550 });
  expect((await client.get(path)).text).toBe(last.text);
  expect(await client.timeline(path)).toEqual([
    ["created", 1050],
    ["authorized", 1050],
    ["captured", 300],
    ["captured", 200],
    ["captured", 50],
  ]);
});

test("what is left after a part was captured can be released", async () => {
  await pay({ captureMethod: "manual" });
  const path = await newest();
  await client.post(`${path}/capture`, { amountMinor: 300, final: false });
  expect((await client.post(`${path}/void`)).json).toMatchObject({ status: "succeeded", capturedMinor: 300 });
  expect((await client.timeline(path)).at(-1)).toEqual(["voided", 750]);
});

test("a decline is told with its reason, replayed, and another method may follow", async () => {
  const declined = await pay({ paymentMethod: "pm_card_chargeDeclinedInsufficientFunds" }, "order-1");
  const path = await newest();
  expect(declined.status).toBe(402);
  expect(declined.json.error).toMatchObject({
    type: "card_error",
    code: "card_declined",
    declineCode: "insufficient_funds",
    paymentId: path.split("/").at(-1),
  });
  const again = await pay({ paymentMethod: "pm_card_chargeDeclinedInsufficientFunds" }, "order-1");
  expect([again.status, again.text, again.headers.get("idempotent-replayed")]).toEqual([402, declined.text, "true"]);
  expect(await client.read(path)).toMatchObject({
    status: "requires_payment_method",
    lastError: { code: "insufficient_funds" },
  });
  expect((await client.post(`${path}/confirm`, { paymentMethod: "pm_card_visa" })).json).toMatchObject({
    status: "succeeded",
    lastError: null,
  });
  expect((await client.timeline(path)).map(([type]) => type)).toEqual([
    "created",
    "declined",
    "authorized",
    "captured",
  ]);
  // A definite answer ends the provider's key: the second attempt has its own.
  expect(await atProvider()).toEqual([
    { kind: "charge", outcome: "failed", calls: 1 },
    { kind: "charge", outcome: "succeeded", calls: 1 },
  ]);
});

test.each([
  [true, "succeeded", ["created", "action_required", "authorized", "captured"]],
  [false, "requires_payment_method", ["created", "action_required", "declined"]],
])(
  "a cardholder is asked who they are; if that succeeds is %s, the payment is %s",
  async (succeeds, status, events) => {
    const { json } = await pay({ paymentMethod: "pm_card_authenticationRequired" });
    const path = await newest();
    expect(json).toMatchObject({ status: "requires_action", nextAction: { type: "redirect_to_url" } });
    // Nothing has changed until the cardholder has done it.
    expect((await client.post(`${path}/confirm`)).json.status).toBe("requires_action");
    expect((await client.post(json.nextAction!.url, { succeeds })).status).toBe(204);
    expect((await client.post(`${path}/confirm`)).status).toBe(succeeds ? 200 : 402);
    expect((await client.read(path)).status).toBe(status);
    const types = (await client.timeline(path)).map(([type]) => type);
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual(events);
    expect(errorOf(await client.post(json.nextAction!.url, { succeeds }))).toEqual([
      409,
      "payment_state_invalid",
      "id",
    ]);
  },
);

test.each([
  [{ paymentMethod: null }, "requires_payment_method"],
  [{ paymentMethod: "pm_card_visa", confirm: false }, "requires_confirmation"],
  [{ paymentMethod: "pm_card_authenticationRequired" }, "requires_action"],
  [{ captureMethod: "manual" }, "requires_capture"],
])("%j is %s and can be canceled, for good", async (terms, status) => {
  expect((await pay(terms)).json.status).toBe(status);
  const path = await newest();
  const canceled = await client.post(`${path}/cancel`);
  expect([canceled.status, canceled.json.status, canceled.json.nextAction]).toEqual([200, "canceled", null]);
  expect((await client.timeline(path)).at(-1)?.[0]).toBe(status === "requires_capture" ? "voided" : "canceled");
  for (const change of ["confirm", "capture", "cancel", "refunds"]) {
    expect(errorOf(await client.post(`${path}/${change}`))).toEqual([409, "payment_state_invalid", "id"]);
  }
});

const ASKED = { paymentMethod: "pm_card_authenticationRequired" };

test.each(["cardholder first", "merchant first"])(
  "whoever acts, the cardholder or the merchant who cancels, a canceled payment takes no money: %s",
  async (order) => {
    const { json } = await pay(ASKED);
    const path = await newest();
    const act = (): Promise<Answer> => client.post(json.nextAction!.url, { succeeds: true });
    if (order === "cardholder first") expect((await act()).status).toBe(204);
    expect((await client.post(`${path}/cancel`)).json.status).toBe("canceled");
    expect(errorOf(await act())).toEqual([409, "payment_state_invalid", "id"]);
    expect(await atProvider()).toEqual([
      { kind: "charge", outcome: "voided", calls: 1 },
      { kind: "void", outcome: "succeeded", calls: 1 },
    ]);
  },
);

test("another method takes the place of the one whose cardholder was asked: one charge takes money", async () => {
  const { json } = await pay(ASKED);
  const path = await newest();
  expect((await client.post(json.nextAction!.url, { succeeds: true })).status).toBe(204);
  expect((await client.post(`${path}/confirm`, { paymentMethod: "pm_card_visa" })).json.status).toBe("succeeded");
  expect(errorOf(await client.post(json.nextAction!.url, { succeeds: true }))[0]).toBe(409);
  expect(await atProvider()).toEqual([
    { kind: "charge", outcome: "voided", calls: 1 },
    { kind: "charge", outcome: "succeeded", calls: 1 },
  ]);
});

test("a charge that has taken the money can't be voided; to confirm the payment records it", async () => {
  await pay(ASKED);
  const path = await newest();
  // As a provider does that waits for nobody once the cardholder has acted.
  await server.query(
    `update simulator.operations set outcome = 'succeeded'
     where kind = 'charge' and 'pay_' || replace(payment, '-', '') = '${path.split("/").at(-1)}'`,
  );
  const refused = await client.post(`${path}/cancel`);
  expect([refused.status, refused.json.error.declineCode]).toEqual([402, "charge_already_captured"]);
  expect((await client.read(path)).status).toBe("requires_action");
  expect((await client.post(`${path}/confirm`)).json).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
  expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, postings: 2 });
});

test.each(["pm_card_timeoutBeforeCharge", "pm_card_timeoutAfterCharge"])(
  "with %s the outcome is unknown at first; the same key settles it with one charge",
  async (paymentMethod) => {
    const first = await pay({ paymentMethod, captureMethod: "manual" }, "order-1");
    expect([first.status, first.json.error.code, first.headers.get("retry-after")]).toEqual([
      503,
      "provider_unavailable",
      "1",
    ]);
    expect((await client.read(await newest())).status).toBe("processing");
    const settle = async (path: string, body: object, key: string): Promise<Answer> =>
      until("the key to be free", async () => {
        const answer = await client.post(path, body, key);
        expect(answer.status === 409 ? answer.json.error.code : "").toBe(
          answer.status === 409 ? "idempotency_key_in_flight" : "",
        );
        return answer.status < 300 ? answer : undefined;
      });
    const settled = await settle(CREATE, { ...TERMS, paymentMethod, captureMethod: "manual" }, "order-1");
    expect(settled.json.status).toBe("requires_capture");
    // So it is for a capture and a refund.
    const path = await newest();
    for (const change of ["capture", "refunds"]) {
      expect((await client.post(`${path}/${change}`, {}, change)).status).toBe(503);
      await settle(`${path}/${change}`, {}, change);
    }
    expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 1050, refundedMinor: 1050 });
    expect(await atProvider()).toEqual([
      { kind: "charge", outcome: "succeeded", calls: 2 },
      { kind: "capture", outcome: "succeeded", calls: 2 },
      { kind: "refund", outcome: "succeeded", calls: 2 },
    ]);
    expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, refunds: 1, postings: 4 });
  },
);

test.each([
  ["pm_card_captureFails", "capture", "expired_card", "requires_capture"],
  ["pm_card_refundFails", "refunds", "charge_disputed", "succeeded"],
])("with %s a %s is refused as %s and nothing moves", async (paymentMethod, change, code, status) => {
  await pay({ paymentMethod, captureMethod: change === "capture" ? "manual" : "automatic" });
  const path = await newest();
  const refused = await client.post(`${path}/${change}`, {}, "change");
  expect([refused.status, refused.json.error.declineCode]).toEqual([402, code]);
  expect((await client.post(`${path}/${change}`, {}, "change")).text).toBe(refused.text);
  expect(await client.read(path)).toMatchObject({ status, refundedMinor: 0 });
});

test.each([
  ["paymentMethod", { paymentMethod: "visa" }],
  ["paymentMethod", { paymentMethod: "" }],
  ["confirm", { confirm: "yes" }],
  ["statementDescriptor", { statementDescriptor: "1234" }],
  ["statementDescriptor", { statementDescriptor: "<script>" }],
  ["metadata.key", { metadata: { key: 1 } }],
  ["metadata", { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ""])) }],
  ["metadata.nul", { metadata: { nul: "\0" } }],
])("names the field that is at fault: %s in %j", async (param, terms) => {
  expect(errorOf(await pay(terms))).toEqual([400, "request_invalid", param]);
});
