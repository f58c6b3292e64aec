import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { uuidV7 } from "../../domain/uuid.ts";
import { FakeStripe, type Fault } from "../../testing/fake-stripe/fake-stripe.ts";
import type {
  PaymentProvider,
  ProviderOperation,
  ProviderOutcome,
  ProviderUnknown,
} from "../../usecases/payment-provider.ts";
import { createStripeClient } from "./stripe-client.ts";
import { createStripe } from "./stripe.ts";

/** Short, because some wait in vain; the fake answers what it answers at once. */
const TIMEOUT_MS = 400;
const DAY_MS = 24 * 3_600_000;

let fake: FakeStripe;
let provider: PaymentProvider;
let base: ProviderOperation;

beforeEach(async () => {
  fake = await FakeStripe.start();
  const client = createStripeClient({ secretKey: "sk_test_1", apiBase: fake.url, timeoutMs: TIMEOUT_MS });
  provider = createStripe(client, "https://shop.example/back");
  base = {
    id: uuidV7(new Date()),
    merchantId: randomUUID(),
    paymentId: uuidV7(new Date()),
    kind: "charge",
    amountMinor: 1050,
    currency: "EUR",
    final: true,
    provider: "stripe",
    reference: null,
    paymentMethod: "pm_card_visa",
    captureMethod: "automatic",
    description: null,
    statementDescriptor: null,
    attempts: 1,
    responseStatus: 201,
  };
});
afterEach(() => fake[Symbol.asyncDispose]());

function perform(change: Partial<ProviderOperation> = {}): Promise<ProviderOutcome | ProviderUnknown> {
  const operation = { ...base, id: uuidV7(new Date()), ...change };
  return provider.perform(operation, AbortSignal.timeout(TIMEOUT_MS));
}

const intents = () => [...fake.books.intents.values()];

/** The reference of a charge that was made before. */
async function charged(change: Partial<ProviderOperation> = {}): Promise<string> {
  const outcome = await perform(change);
  if (outcome.kind !== "succeeded") throw new TypeError(`the charge came to ${outcome.kind}`);
  return outcome.reference;
}

test("a charge takes the amount in one PaymentIntent, which says whose it is", async () => {
  const reference = await charged({ description: "Order 1", statementDescriptor: "SHOP" });
  expect(intents()).toMatchObject([
    {
      id: reference,
      status: "succeeded",
      amount_received: 1050,
      currency: "eur",
      metadata: { payment_id: base.paymentId, merchant_id: base.merchantId },
    },
  ]);
});

test("an authorization is captured in parts, and what is left is released", async () => {
  const reference = await charged({ captureMethod: "manual" });
  expect(intents()[0]).toMatchObject({ status: "requires_capture", amount_received: 0 });
  const part = { kind: "capture", amountMinor: 300, final: false, captureMethod: "manual", reference } as const;
  expect((await perform(part)).kind).toBe("succeeded");
  expect((await perform(part)).kind).toBe("succeeded");
  expect(intents()[0]).toMatchObject({ status: "requires_capture", amount_received: 600 });
  const rest = { kind: "void", amountMinor: 450, captureMethod: "manual", reference } as const;
  expect((await perform(rest)).kind).toBe("succeeded");
  expect(intents()[0]).toMatchObject({ status: "succeeded", amount_received: 600 });
  // Once more, as after a crash.
  expect((await perform(rest)).kind).toBe("succeeded");
});

test("a final capture of a part releases the rest", async () => {
  const reference = await charged({ captureMethod: "manual" });
  await perform({ kind: "capture", amountMinor: 300, captureMethod: "manual", reference });
  expect(intents()[0]).toMatchObject({ status: "succeeded", amount_received: 300 });
});

test("what has taken the money can't be voided", async () => {
  const reference = await charged();
  expect(await perform({ kind: "void", reference })).toMatchObject({ kind: "failed", code: "charge_already_captured" });
});

test("a decline is definite, and the next attempt has another key and the same PaymentIntent", async () => {
  const declined = await perform({ paymentMethod: "pm_card_visa_chargeDeclinedInsufficientFunds" });
  expect(declined).toMatchObject({ kind: "failed", code: "insufficient_funds" });
  expect(await perform({ paymentMethod: "pm_nobody_knows" })).toMatchObject({ code: "resource_missing" });
  await charged();
  expect(intents()).toMatchObject([{ status: "succeeded", amount_received: 1050 }]);
  expect(new Set(fake.keys("/confirm")).size).toBe(3);
});

const FAULTS: readonly Fault[] = [
  "lose_request",
  "lose_answer",
  "error_after",
  "error_before",
  "conflict",
  "rate_limit",
];

const KINDS = [
  { kind: "charge", path: "/confirm", moved: 1050 },
  { kind: "capture", path: "/capture", moved: 400 },
  { kind: "refund", path: "/refunds", moved: 400 },
] as const;

test.each(
  KINDS.flatMap((each) => FAULTS.flatMap((fault) => [false, true].map((later) => ({ ...each, fault, later })))),
)(
  "$kind: $fault is unknown; asked again, with keys forgotten: $later, the money has moved once, under one key",
  async ({ kind, path, moved, fault, later }) => {
    const captureMethod = kind === "capture" ? "manual" : "automatic";
    const reference = kind === "charge" ? null : await charged({ captureMethod });
    const id = uuidV7(new Date());
    const asked = { kind, id, reference, captureMethod, amountMinor: moved } as const;
    const paymentId = later && kind === "charge" ? uuidV7(new Date(Date.now() - DAY_MS)) : base.paymentId;
    fake.fail(path, fault);
    expect((await perform({ ...asked, paymentId })).kind).toBe("unknown");
    if (later) fake.forgetKeys();
    expect((await perform({ ...asked, paymentId, attempts: 2 })).kind).toBe("succeeded");
    expect((await perform({ ...asked, paymentId, attempts: 3 })).kind).toBe("succeeded");
    const [intent] = intents();
    expect(intents()).toHaveLength(1);
    const refunds = fake.books.refundsOf(intent!.id).map(({ amount }) => amount);
    expect(kind === "refund" ? refunds : [intent!.amount_received]).toEqual([moved]);
    expect(new Set(fake.keys(path))).toEqual(new Set([id]));
  },
);

test("a secret key that Stripe refuses says nothing about the payment", async () => {
  fake.fail("/payment_intents", "unauthorized");
  expect((await perform()).kind).toBe("unknown");
});

test("a cardholder is sent away, and the money moves when the payment is confirmed afterwards", async () => {
  const paymentMethod = "pm_card_authenticationRequired";
  const asked = await perform({ paymentMethod });
  const [intent] = intents();
  const actionUrl = `https://hooks.stripe.test/${intent!.id}`;
  expect(asked).toEqual({ kind: "requires_action", reference: intent!.id, actionUrl });
  const back = { paymentMethod, reference: intent!.id };
  // Not done yet.
  expect(await perform(back)).toEqual(asked);
  fake.books.authenticate(intent!, true);
  expect(intent).toMatchObject({ status: "requires_confirmation", amount_received: 0 });
  expect((await perform(back)).kind).toBe("succeeded");
  expect(intent).toMatchObject({ status: "succeeded", amount_received: 1050 });
});

test("a cardholder who was not authenticated has not paid, and may pay with another method", async () => {
  const paymentMethod = "pm_card_authenticationRequired";
  await perform({ paymentMethod });
  const [intent] = intents();
  fake.books.authenticate(intent!, false);
  expect(await perform({ paymentMethod, reference: intent!.id })).toMatchObject({
    kind: "failed",
    code: "payment_intent_authentication_failure",
  });
  await charged();
  expect(intents()).toMatchObject([{ status: "succeeded" }]);
});

test("another method replaces one whose cardholder never came back; a void ends both", async () => {
  await perform({ paymentMethod: "pm_card_authenticationRequired" });
  await charged({ captureMethod: "automatic" });
  expect(intents()).toMatchObject([{ status: "succeeded", amount_received: 1050 }]);
  base = { ...base, paymentId: uuidV7(new Date()) };
  await perform({ paymentMethod: "pm_card_authenticationRequired" });
  const reference = intents()[1]!.id;
  expect((await perform({ kind: "void", reference })).kind).toBe("succeeded");
  expect(intents()[1]).toMatchObject({ status: "canceled", amount_received: 0 });
  expect(await perform({ reference })).toMatchObject({ kind: "failed", code: "charge_voided" });
});

test("a refund that Stripe has not decided is unknown until it has", async () => {
  const reference = await charged();
  const refund = { kind: "refund", id: uuidV7(new Date()), amountMinor: 100, reference } as const;
  await perform(refund);
  const [made] = fake.books.refundsOf(reference);
  made!.status = "pending";
  expect((await perform({ ...refund, attempts: 2 })).kind).toBe("unknown");
  Object.assign(made!, { status: "failed", failure_reason: "expired_or_canceled_card" });
  expect(await perform({ ...refund, attempts: 3 })).toMatchObject({ kind: "failed", code: "expired_or_canceled_card" });
});

test("what Stripe can't represent is refused before it is asked", async () => {
  expect(await perform({ currency: "BHD", amountMinor: 5124 })).toMatchObject({ code: "amount_not_representable" });
  expect(fake.seen).toEqual([]);
  await charged({ currency: "JPY", amountMinor: 500 });
  expect(intents()).toMatchObject([{ amount: 500, currency: "jpy" }]);
});
