import { expect, test } from "vitest";
import { readConfig, serviceConfig } from "./config.ts";
import { stripeSettings, type StripeSettings } from "./stripe-settings.ts";

const REQUIRED = { DB_HOST: "h", DB_NAME: "n", DB_USERNAME: "u", DB_PASSWORD: "p", JWT_SECRET: "x".repeat(32) };
const STRIPE = {
  PAYMENT_PROVIDER: "stripe",
  STRIPE_SECRET_KEY: "sk_test_1",
  STRIPE_RETURN_URL: "https://shop.example/back",
};

function settings(variables: Record<string, string | undefined>): StripeSettings | undefined {
  return stripeSettings(readConfig(serviceConfig, { ...REQUIRED, ...variables }));
}

test("Stripe is used where it is chosen, and goes on with its payments where it was before", () => {
  expect(settings({})).toBeUndefined();
  expect(settings(STRIPE)).toEqual({
    secretKey: "sk_test_1",
    returnUrl: "https://shop.example/back",
    takesNew: true,
    apiBase: undefined,
    timeoutMs: 3_000,
  });
  expect(settings({ ...STRIPE, PAYMENT_PROVIDER: "simulator" })).toMatchObject({ takesNew: false });
});

test.each([
  ["STRIPE_SECRET_KEY", { ...STRIPE, STRIPE_SECRET_KEY: undefined }],
  ["STRIPE_RETURN_URL", { ...STRIPE, STRIPE_RETURN_URL: undefined }],
  ["STRIPE_RETURN_URL", { ...STRIPE, STRIPE_RETURN_URL: "http://shop.example" }],
  ["PAYMENT_PROVIDER", { PAYMENT_PROVIDER: "other" }],
  ["STRIPE_API_BASE", { ...STRIPE, STRIPE_API_BASE: "http://127.0.0.1:12111", ENVIRONMENT: "production" }],
  ["STRIPE_API_BASE", { ...STRIPE, STRIPE_API_BASE: "https://api.example" }],
  ["STRIPE_API_BASE", { ...STRIPE, STRIPE_API_BASE: "http://127.0.0.1.example" }],
])("what can't be used is refused by the name of its variable: %s", (variable, variables) => {
  expect(() => settings(variables)).toThrow(variable);
});

test("the API of a server on this machine is used where that is allowed", () => {
  expect(settings({ ...STRIPE, STRIPE_API_BASE: "http://127.0.0.1:12111" })?.apiBase?.port).toBe("12111");
});
