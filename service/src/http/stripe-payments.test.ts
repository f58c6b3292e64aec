import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { signWebhook } from "../domain/webhook-signature.ts";
import { createStripeClient } from "../providers/stripe/stripe-client.ts";
import { createStripe } from "../providers/stripe/stripe.ts";
import type { FakeIntent } from "../testing/fake-stripe/objects.ts";
import { FakeStripe } from "../testing/fake-stripe/fake-stripe.ts";
import { MerchantClient } from "../testing/merchant-client.ts";
import type { PostgresServer } from "../testing/postgres-server.ts";
import { createMerchant, startMigratedPostgres, TestService, type Answer } from "../testing/test-service.ts";
import { until } from "../testing/until.ts";

let server: PostgresServer;
let fake: FakeStripe;
let service: TestService;
let client: MerchantClient;

beforeAll(async () => {
  server = await startMigratedPostgres();
  fake = await FakeStripe.start();
  const stripe = createStripeClient({ secretKey: "sk_test_1", apiBase: fake.url, timeoutMs: 500 });
  service = await TestService.start(server.connection, 4, {
    provider: createStripe(stripe, "https://shop.example/back"),
    stripe,
    providerSecrets: { stripe: [SECRET] },
  });
});
afterAll(async () => {
  await service[Symbol.asyncDispose]();
  await fake[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
beforeEach(async () => {
  client = new MerchantClient(service, await createMerchant(server));
});

const SECRET = "whsec_of_stripe";

/** What Stripe tells of a PaymentIntent or of something that names one. */
function tell(type: string, object: object): Promise<Answer> {
  const body = JSON.stringify({ id: `evt_${randomUUID()}`, type, data: { object } });
  return service.request("/api/v1/provider-webhooks/stripe", {
    method: "POST",
    headers: { "content-type": "application/json", "stripe-signature": signWebhook(body, [SECRET], new Date()) },
    body,
  });
}

/** As if the lease of whoever asked Stripe were over. */
async function endLease(): Promise<void> {
  await server.query(`update provider_operations set leased_until = now() - interval '1 s' where status = 'pending'`);
}

const TERMS = { amountMinor: 1050, currency: "EUR", paymentMethod: "pm_card_visa" };
const newestIntent = (): FakeIntent => [...fake.books.intents.values()].at(-1)!;

/** Until the lease of what was asked before is over. */
async function repeated(send: () => Promise<Answer>): Promise<Answer> {
  return until("the request to be completed", async () => {
    const answer = await send();
    return answer.status < 300 ? answer : undefined;
  });
}

test("a payment is authorized, captured in parts and refunded at Stripe as in the ledger", async () => {
  const path = await client.newPayment({ ...TERMS, captureMethod: "manual" });
  expect(await client.read(path)).toMatchObject({ status: "requires_capture", capturedMinor: 0 });
  await client.post(`${path}/capture`, { amountMinor: 300, final: false });
  await client.post(`${path}/capture`, { amountMinor: 200 });
  await client.post(`${path}/refunds`, { amountMinor: 100 });
  expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 500, refundedMinor: 100 });
  expect(newestIntent()).toMatchObject({ status: "succeeded", amount_received: 500 });
  expect(fake.books.refundsOf(newestIntent().id)).toMatchObject([{ amount: 100 }]);
});

test("a declined payment is confirmed with another method: one PaymentIntent, another key", async () => {
  const declined = await client.post("/api/v1/payments", { ...TERMS, paymentMethod: "pm_card_visa_chargeDeclined" });
  expect([declined.status, declined.json.error.code]).toEqual([402, "card_declined"]);
  const path = `/api/v1/payments/${declined.json.error.paymentId}`;
  const intents = fake.books.intents.size;
  expect((await client.post(`${path}/confirm`, { paymentMethod: "pm_card_visa" })).json.status).toBe("succeeded");
  expect(fake.books.intents.size).toBe(intents);
  expect(new Set(fake.keys("/confirm").slice(-2)).size).toBe(2);
});

test("a cardholder who must act is sent away, and has paid when the payment is confirmed afterwards", async () => {
  const path = await client.newPayment({ ...TERMS, paymentMethod: "pm_card_authenticationRequired" });
  const url = `https://hooks.stripe.test/${newestIntent().id}`;
  expect(await client.read(path)).toMatchObject({ status: "requires_action", nextAction: { url } });
  fake.books.authenticate(newestIntent(), true);
  expect((await client.post(`${path}/confirm`)).json.status).toBe("succeeded");
  expect(newestIntent()).toMatchObject({ status: "succeeded", amount_received: 1050 });
});

test.each(["lose_answer", "error_after"] as const)(
  "with %s the outcome is unknown, and the same request completes it: one charge and one refund",
  async (fault) => {
    fake.fail("/confirm", fault);
    const create = () => client.post("/api/v1/payments", TERMS, "order");
    expect((await create()).status).toBe(503);
    const created = await repeated(create);
    expect(created.json).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
    fake.fail("/refunds", fault);
    const path = `/api/v1/payments/${created.json.id}`;
    const refund = () => client.post(`${path}/refunds`, { amountMinor: 400 }, "refund");
    expect((await refund()).status).toBe(503);
    expect((await repeated(refund)).json.amountMinor).toBe(400);
    expect(newestIntent()).toMatchObject({ status: "succeeded", amount_received: 1050 });
    expect(fake.books.refundsOf(newestIntent().id)).toMatchObject([{ amount: 400 }]);
    expect((await service.export(client.merchant)).at(-1)).toMatchObject({ payments: 1, refunds: 1, postings: 4 });
  },
);

test("an amount that Stripe has no unit for is refused for good", async () => {
  const refused = await client.post("/api/v1/payments", { ...TERMS, amountMinor: 5124, currency: "BHD" });
  expect([refused.status, refused.json.error.declineCode]).toEqual([402, "amount_not_representable"]);
});

test("what Stripe tells of settles the payment by what Stripe says when it is asked, whatever the event said", async () => {
  fake.fail("/confirm", "lose_answer");
  const create = () => client.post("/api/v1/payments", TERMS, "order");
  expect((await create()).status).toBe(503);
  const path = `/api/v1/payments/${(await client.read("/api/v1/payments?limit=1")).data[0]!.id}`;
  // Somebody may still be waiting for the answer.
  const early = await tell("payment_intent.succeeded", newestIntent());
  expect([early.status, early.text]).toEqual([200, '{"outcome":"recorded"}']);
  await endLease();
  const { text } = await tell("payment_intent.payment_failed", {
    ...newestIntent(),
    status: "requires_payment_method",
  });
  expect(text).toBe('{"outcome":"handled"}');
  expect(await client.read(path)).toMatchObject({ status: "succeeded", capturedMinor: 1050 });
  expect((await create()).headers.get("idempotent-replayed")).toBe("true");

  fake.fail("/refunds", "lose_answer");
  expect((await client.post(`${path}/refunds`, { amountMinor: 400 })).status).toBe(503);
  await endLease();
  await tell("charge.refunded", { object: "charge", id: "ch_1", payment_intent: newestIntent().id });
  await tell("refund.created", fake.books.refundsOf(newestIntent().id)[0]!);
  expect(await client.read(path)).toMatchObject({ refundedMinor: 400 });
  expect((await client.timeline(path)).map(([type]) => type)).toEqual([
    "created",
    "authorized",
    "captured",
    "refunded",
  ]);
});

test("what Stripe tells of others' payments, or of anything else, needs nothing done", async () => {
  const told = [
    await tell("payment_intent.succeeded", { object: "payment_intent", id: "pi_unknown" }),
    await tell("charge.succeeded", { object: "charge", id: "ch_1", payment_intent: null }),
    await tell("payout.paid", { object: "payout", id: "po_1" }),
  ];
  expect(told.map(({ text }) => text)).toEqual(Array.from(told, () => '{"outcome":"handled"}'));
});

test("a dispute, of which there are no books yet, is not taken for done: its event is kept", async () => {
  const { text } = await tell("charge.dispute.created", { object: "dispute", id: "dp_1", payment_intent: "pi_1" });
  expect(text).toBe('{"outcome":"recorded"}');
  const kept = `select from provider_webhooks where type = 'charge.dispute.created' and handled_at is null`;
  expect(await server.query(kept)).toHaveLength(1);
});
