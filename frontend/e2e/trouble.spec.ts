import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { AnswerLoss } from "./testing/answer-loss.ts";
import { test } from "./testing/fixtures.ts";

test("a payment whose answer is lost is made once, however often it is tried", async ({ page, walk }) => {
  await walk.signIn();
  const order = `Lost ${randomUUID()}`;
  const loss = await AnswerLoss.begin(page, "*/api/v1/payments");
  await page.getByRole("link", { name: "New payment" }).click();
  await page.getByLabel("Amount").fill("12.34");
  await page.getByLabel("Description").fill(order);
  await page.getByRole("button", { name: "Create payment" }).click();
  const unknown = page.getByRole("alert").filter({ hasText: "It is not known whether the payment was created" });
  await expect(unknown).toBeVisible();
  await expect(page.getByRole("button", { name: "Try again" })).toBeFocused();
  await walk.expectAccessible();
  await walk.picture("outcome-unknown");

  // Neither a reload nor another attempt makes it another intention.
  await page.reload();
  await expect(unknown).toBeVisible();
  await expect(page.getByLabel("Description")).toHaveValue(order);
  await expect(page.getByLabel("Amount")).toBeDisabled();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect.poll(() => loss.answers.length).toBe(2);
  await loss.end();
  const [replay] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.getByRole("button", { name: "Try again" }).click(),
  ]);
  expect(replay.headers()["idempotent-replayed"]).toBe("true");
  expect(loss.answers).toEqual([201, 201]);
  expect(new Set([...loss.keys, replay.request().headers()["idempotency-key"]]).size).toBe(1);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("€12.34");
  await page.getByRole("link", { name: "All payments" }).click();
  await expect(page.getByRole("row").filter({ hasText: order })).toHaveCount(1);
});

test("a refund whose answer is lost is found again at its payment, and made once", async ({ page, walk }) => {
  await walk.signIn();
  await walk.createPayment({ amount: "10.00", description: "Refund with a lost answer" });
  const loss = await AnswerLoss.begin(page, "*/refunds");
  await page.getByRole("button", { name: "Refund" }).click();
  await page.getByLabel("Amount in EUR").fill("4.00");
  await page.getByRole("button", { name: "Refund amount" }).click();
  await expect(page.getByText("It is not known whether the amount was refunded")).toBeVisible();
  await loss.end();
  await page.reload();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("€4.00 was refunded.")).toBeVisible();
  const refunds = page.getByRole("region", { name: "Timeline" }).getByRole("listitem").filter({ hasText: "Refunded" });
  await expect(refunds).toHaveCount(1);
  await page.getByRole("button", { name: "Refund" }).click();
  await expect(page.getByLabel("Amount in EUR")).toHaveValue("6.00");
});

test("what is given up can be changed, and is then another payment", async ({ page, walk }) => {
  await walk.signIn();
  const order = `Given up ${randomUUID()}`;
  const loss = await AnswerLoss.begin(page, "*/api/v1/payments");
  await page.goto("/payments/new");
  await page.getByLabel("Amount").fill("5");
  await page.getByLabel("Description").fill(order);
  await page.getByRole("button", { name: "Create payment" }).click();
  await page.getByRole("button", { name: "Give up" }).click();
  await loss.end();
  await expect(page.getByRole("alert")).toHaveCount(0);
  await page.getByLabel("Amount").fill("6");
  const [created] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.getByRole("button", { name: "Create payment" }).click(),
  ]);
  expect(created.status()).toBe(201);
  expect(created.headers()["idempotent-replayed"]).toBeUndefined();
  expect(loss.keys).not.toContain(created.request().headers()["idempotency-key"]);
  await page.getByRole("link", { name: "All payments" }).click();
  await expect(page.getByRole("row").filter({ hasText: order })).toHaveCount(2);
});

test("what the service refuses is shown in its words, at its field", async ({ page, walk }) => {
  await walk.signIn();
  await walk.createPayment({ amount: "10.00", description: "Refunded elsewhere" });
  await page.getByRole("button", { name: "Refund" }).click();
  await expect(page.getByLabel("Amount in EUR")).toHaveValue("10.00");
  // Meanwhile somebody else refunds a part.
  await page.evaluate(async () => {
    const { accessToken } = JSON.parse(sessionStorage.getItem("payments.session") ?? "{}") as { accessToken: string };
    await fetch(`/api/v1${location.pathname}/refunds`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${accessToken}`,
        "content-type": "application/json",
        "idempotency-key": crypto.randomUUID(),
      },
      body: JSON.stringify({ amountMinor: 700 }),
    });
  });
  await page.getByRole("button", { name: "Refund amount" }).click();
  const field = page.getByLabel("Amount in EUR");
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toBeFocused();
  await expect(page.getByText(/At most 300 in minor units/)).toBeVisible();
  await walk.expectAccessible();
});

test("wrong sign-ins and unknown payments are explained", async ({ page, walk }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter your email address.")).toBeVisible();
  await expect(page.getByLabel("Email")).toBeFocused();
  await page.getByLabel("Email").fill(`${randomUUID()}@payment-system.test`);
  await page.getByLabel("Password").fill("wrong");
  await page.getByLabel("Password").press("Enter");
  await expect(page.getByRole("alert")).toContainText("Email and password don't match");
  await expect(page.getByLabel("Password")).toBeFocused();
  await walk.expectAccessible();
  await walk.signIn();
  await page.goto(`/payments/pay_${"0".repeat(32)}`);
  await expect(page.getByRole("alert")).toContainText("There is no payment with this id");
  await walk.expectAccessible();
  await page.goto("/nothing/here");
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await walk.expectAccessible();
});

test("a session that ends leads to the sign-in and back to where one was", async ({ page, walk }) => {
  await walk.signIn();
  await walk.createPayment({ amount: "3.00", description: "Session" });
  const address = page.url();
  await page.evaluate(() => {
    const session = JSON.parse(sessionStorage.getItem("payments.session") ?? "{}") as object;
    sessionStorage.setItem("payments.session", JSON.stringify({ ...session, accessToken: "forged" }));
  });
  await page.reload();
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("Email").fill(process.env.DEMO_EMAIL ?? "");
  await page.getByLabel("Password").fill(process.env.DEMO_PASSWORD ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("€3.00");
  expect(page.url()).toBe(address);
});

test("the page can be used with the keyboard alone", async ({ page, walk }) => {
  await walk.signIn();
  await page.goto("/payments/new");
  await expect(page.getByLabel("Amount")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  for (const expected of ["All payments", "Amount"]) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    await expect(
      expected === "Amount" ? page.getByLabel(expected) : focused.filter({ hasText: expected }),
    ).toBeFocused();
  }
  await page.keyboard.type("7");
  await page.keyboard.press("Tab");
  await page.keyboard.type("USD");
  await page.keyboard.press("Tab");
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Later, by hand")).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("US$7.00");
  await page.getByRole("button", { name: "Void" }).press("Enter");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Void" })).toBeFocused();
});
