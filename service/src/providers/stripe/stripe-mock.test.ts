import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { uuidV7 } from "../../domain/uuid.ts";
import { StripeMock, stripeMockBinary } from "../../testing/stripe-mock.ts";
import type { PaymentProvider, ProviderOperation } from "../../usecases/payment-provider.ts";
import { createStripeClient } from "./stripe-client.ts";
import { createStripe } from "./stripe.ts";

interface ResponseEmitter {
  on(event: "response", listener: (response: Stripe.ResponseEvent) => void): void;
}

const binary = stripeMockBinary();
if (binary === undefined) {
  console.log(
    "Skipped: no stripe-mock on the PATH or in STRIPE_MOCK, so requests are not checked against Stripe's schema.",
  );
}

describe.skipIf(binary === undefined)("Stripe's own schema", () => {
  let mock: StripeMock;
  let client: Stripe;
  let provider: PaymentProvider;
  let answers: string[];

  beforeAll(async () => {
    mock = await StripeMock.start(binary ?? "");
    client = createStripeClient({ secretKey: "sk_test_1", apiBase: mock.url, timeoutMs: 10_000 });
    // The SDK declares its emitter as any.
    (client as ResponseEmitter).on("response", ({ method, path, status }) =>
      answers.push(`${status} ${method} ${path.split("?")[0]}`),
    );
    provider = createStripe(client, "https://shop.example/back");
  });
  afterAll(() => mock[Symbol.asyncDispose]());

  async function requestsOf(change: Partial<ProviderOperation>): Promise<string[]> {
    answers = [];
    const operation: ProviderOperation = {
      id: uuidV7(new Date()),
      merchantId: randomUUID(),
      paymentId: uuidV7(new Date()),
      kind: "charge",
      amountMinor: 1050,
      currency: "EUR",
      final: false,
      provider: "stripe",
      reference: "pi_123",
      paymentMethod: "pm_card_visa",
      captureMethod: "manual",
      description: "Order 1",
      statementDescriptor: "SHOP",
      attempts: 2,
      responseStatus: 201,
      ...change,
    };
    await provider.perform(operation, AbortSignal.timeout(10_000));
    return answers.map((answer) => answer.replace(/pi_\w+/, "{id}"));
  }

  const LONG_AGO = uuidV7(new Date(0));
  const INTENT = "/v1/payment_intents";

  test.each<[string, Partial<ProviderOperation>, string[]]>([
    ["a charge", { reference: null, attempts: 1 }, [`200 POST ${INTENT}`, `200 POST ${INTENT}/{id}/confirm`]],
    [
      "a charge that was asked for long ago",
      { reference: null, paymentId: LONG_AGO },
      [`200 GET ${INTENT}/search`, `200 GET ${INTENT}/{id}`, `200 POST ${INTENT}/{id}/confirm`],
    ],
    ["a charge whose cardholder is back", {}, [`200 GET ${INTENT}/{id}`]],
    ["a capture", { kind: "capture" }, [`200 GET ${INTENT}/{id}`, `200 POST ${INTENT}/{id}/capture`]],
    ["a void", { kind: "void" }, [`200 POST ${INTENT}/{id}/cancel`]],
    ["a refund", { kind: "refund" }, ["200 GET /v1/refunds", "200 POST /v1/refunds"]],
  ])("takes each request of %s", async (_what, change, requests) => {
    expect(await requestsOf(change)).toEqual(requests);
  });

  test("would refuse a parameter that it doesn't know", async () => {
    const unknown = { amount: 1, currency: "eur", no_such_parameter: "x" } as Stripe.PaymentIntentCreateParams;
    await expect(client.paymentIntents.create(unknown)).rejects.toMatchObject({ statusCode: 400 });
  });
});
