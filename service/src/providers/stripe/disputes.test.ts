import { afterAll, beforeAll, expect, test } from "vitest";
import { FakeStripe } from "../../testing/fake-stripe/fake-stripe.ts";
import type { DisputeProvider } from "../../usecases/dispute-ports.ts";
import { createStripeDisputes } from "./disputes.ts";
import { createStripeClient } from "./stripe-client.ts";

let fake: FakeStripe;
let disputes: DisputeProvider;

beforeAll(async () => {
  fake = await FakeStripe.start();
  disputes = createStripeDisputes(createStripeClient({ secretKey: "sk_test_1", apiBase: fake.url, timeoutMs: 500 }));
});
afterAll(() => fake[Symbol.asyncDispose]());

const signal = (): AbortSignal => AbortSignal.timeout(5_000);

function open(terms: { amount?: number; currency?: string; status?: string } = {}): string {
  const id = fake.books.newId("dp");
  fake.books.disputes.open({
    id,
    payment_intent: "pi_1",
    amount: 100,
    currency: "eur",
    status: "needs_response",
    ...terms,
  });
  return id;
}

test.each([
  ["jpy", 100, 100],
  ["bhd", 5_120, 5_120],
  ["isk", 5_000, 50],
])("an amount in %s is in minor units", async (currency, amount, amountMinor) => {
  const found = await disputes.find(open({ amount, currency }), signal());
  expect(found).toMatchObject({ amountMinor, currency: currency.toUpperCase() });
});

test("what is unknown, an inquiry, and what was prevented take no money", async () => {
  const references = ["dp_none", open({ status: "warning_needs_response" }), open({ status: "prevented" })];
  for (const reference of references) expect(await disputes.find(reference, signal())).toBeUndefined();
});

test("an answer that Stripe refuses for good gives how the dispute is", async () => {
  const id = open({ status: "lost" });
  expect(await disputes.submitEvidence(id, "Signed for.", signal())).toMatchObject({ status: "lost" });
  expect(await disputes.accept(open({ status: "won" }), signal())).toMatchObject({ status: "won" });
  expect(fake.books.disputes.find(id)?.evidence_details.submission_count).toBe(0);
});

test("no answer of Stripe is an error, never a state", async () => {
  const id = open();
  fake.fail(`/disputes/${id}`, "error_after");
  await expect(disputes.submitEvidence(id, "Signed for.", signal())).rejects.toThrow();
  expect(await disputes.find(id, signal())).toMatchObject({ status: "under_review" });
});
