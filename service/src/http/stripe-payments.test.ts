import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { signWebhook } from "../domain/webhook-signature.ts";
import { createStripeClient } from "../providers/stripe/stripe-client.ts";
import { createStripe } from "../providers/stripe/stripe.ts";
import type { FakeDispute, FakeIntent } from "../testing/fake-stripe/objects.ts";
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

const newestDispute = async () => (await client.read("/api/v1/disputes?limit=1")).data[0]!;

/** A payment whose cardholder has just gone to the bank. */
async function disputed(status = "needs_response"): Promise<FakeDispute> {
  await client.newPayment(TERMS);
  const id = fake.books.newId("dp");
  const terms = { id, payment_intent: newestIntent().id, amount: 1050, currency: "eur", status };
  const dispute = fake.books.disputes.open(terms);
  await tell("charge.dispute.created", dispute);
  return dispute;
}

test("a dispute at Stripe is answered with evidence, and ends as Stripe says", async () => {
  const atStripe = await disputed();
  const dispute = await newestDispute();
  expect(dispute).toMatchObject({ status: "needs_response", amountMinor: 1050, currency: "EUR", reason: "fraudulent" });
  const answered = await client.post(`/api/v1/disputes/${dispute.id}/evidence`, { text: "Signed for." });
  expect(answered.json).toMatchObject({ status: "under_review", evidence: "Signed for." });
  expect(atStripe.evidence.uncategorized_text).toBe("Signed for.");
  atStripe.status = "won";
  await tell("charge.dispute.closed", atStripe);
  expect((await newestDispute()).status).toBe("won");
});

test("evidence whose answer is lost is sent once, and no other evidence after it", async () => {
  const atStripe = await disputed();
  const { id } = await newestDispute();
  const send = (text: string) => client.post(`/api/v1/disputes/${id}/evidence`, { text });
  fake.fail(`/disputes/${atStripe.id}`, "lose_answer");
  expect((await send("Signed for.")).status).toBe(503);
  const refused = await until("the lease to end", async () => {
    const answer = await send("Something else.");
    return answer.json.error.code === "dispute_busy" ? undefined : answer;
  });
  expect([refused.status, refused.json.error.code]).toEqual([409, "dispute_state_invalid"]);
  expect((await send("Signed for.")).json).toMatchObject({ status: "under_review", evidence: "Signed for." });
  expect(atStripe.evidence_details.submission_count).toBe(1);
});

test("while one answer is on its way, no other is sent", async () => {
  const atStripe = await disputed();
  const { id } = await newestDispute();
  const send = (text: string) => client.post(`/api/v1/disputes/${id}/evidence`, { text });
  fake.fail(`/disputes/${atStripe.id}`, "lose_request");
  const sent = fake.keys(`/disputes/{id}`).length;
  const first = send("Signed for.");
  await until("the first to be on its way", () => fake.keys(`/disputes/{id}`).length > sent);
  const second = await send("Something else.");
  expect([second.status, second.json.error.code]).toEqual([409, "dispute_busy"]);
  expect((await first).status).toBe(503);
  expect((await repeated(() => send("Signed for."))).json.evidence).toBe("Signed for.");
  expect(atStripe.evidence).toEqual({ uncategorized_text: "Signed for." });
});

test("a dispute that is accepted is lost at Stripe, and one that Stripe closed meanwhile is not answered any more", async () => {
  const accepted = await disputed();
  const path = `/api/v1/disputes/${(await newestDispute()).id}`;
  expect((await client.post(`${path}/accept`)).json.status).toBe("lost");
  expect(accepted.status).toBe("lost");
  const closed = await disputed();
  closed.status = "lost";
  const late = await client.post(`/api/v1/disputes/${(await newestDispute()).id}/evidence`, { text: "Signed for." });
  expect([late.status, late.json.error.code]).toEqual([409, "dispute_state_invalid"]);
  expect(await newestDispute()).toMatchObject({ status: "lost", evidence: null });
});

test("an inquiry takes no money and is no dispute, until it becomes one", async () => {
  const inquiry = await disputed("warning_needs_response");
  expect((await client.read("/api/v1/disputes")).data).toEqual([]);
  inquiry.status = "needs_response";
  await tell("charge.dispute.updated", inquiry);
  expect((await newestDispute()).status).toBe("needs_response");
});
