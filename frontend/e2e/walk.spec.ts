import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { test } from "./testing/fixtures.ts";

test("from signing in to signing out: create, capture a part, refund a part, void", async ({ page, walk }) => {
  const order = `Order ${randomUUID()}`;
  await page.goto("/payments");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await walk.expectAccessible();
  await walk.picture("sign-in");
  await walk.signIn();

  await page.getByRole("link", { name: "New payment" }).click();
  await expect(page.getByRole("heading", { name: "New payment" })).toBeFocused();
  await walk.expectAccessible();
  await walk.picture("new-payment");
  await walk.createPayment({ amount: "10.50", description: order, captureLater: true });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("€10.50");
  await expect(page.getByText("To capture")).toBeVisible();
  await walk.expectAccessible();
  await walk.picture("payment-to-capture");

  await page.getByRole("button", { name: "Capture" }).click();
  await expect(page.getByLabel("Amount in EUR")).toBeFocused();
  await page.getByLabel("Amount in EUR").fill("8,00");
  await walk.expectAccessible();
  await walk.picture("capture");
  await page.getByRole("button", { name: "Capture amount" }).click();
  await expect(page.getByText("€8.00 was captured.")).toBeVisible();

  await page.getByRole("button", { name: "Refund" }).click();
  await page.getByLabel("Amount in EUR").fill("8.01");
  await page.getByRole("button", { name: "Refund amount" }).click();
  await expect(page.getByText("Enter at most 8.00 EUR.")).toBeVisible();
  await walk.expectAccessible();
  await walk.picture("refund-too-much");
  await page.getByLabel("Amount in EUR").fill("2.50");
  await page.getByLabel("Reason").fill("Returned goods");
  await page.getByRole("button", { name: "Refund amount" }).click();
  await expect(page.getByText("€2.50 was refunded.")).toBeVisible();
  await expect(page.getByText("Partly refunded")).toBeVisible();

  const timeline = page.getByRole("region", { name: "Timeline" }).getByRole("listitem");
  await expect(timeline).toHaveText([
    /^Created€10\.50/,
    /^Authorized€10\.50/,
    /^Captured€8\.00/,
    /^Refunded€2\.50Returned goods/,
  ]);
  await walk.expectAccessible();
  await walk.picture("payment-refunded");

  await page.getByRole("link", { name: "All payments" }).click();
  const row = page.getByRole("row").filter({ hasText: order });
  await expect(row).toContainText("Partly refunded");
  await expect(row).toContainText("€10.50");
  await walk.expectAccessible();
  await walk.picture("payments");

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("You have signed out.")).toBeVisible();
  await walk.expectAccessible();
  await page.goto("/payments");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("payments.")))).toEqual(
    [],
  );
});

test("an authorization is voided after a second thought", async ({ page, walk }) => {
  await walk.signIn();
  await walk.createPayment({ amount: "1050", currency: "JPY", description: "To be voided", captureLater: true });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/1,050$/);
  await page.getByRole("button", { name: "Void" }).click();
  await page.getByRole("button", { name: "Keep it" }).click();
  await expect(page.getByRole("button", { name: "Void" })).toBeFocused();
  await page.getByRole("button", { name: "Void" }).click();
  await walk.expectAccessible();
  await walk.picture("void");
  await page.getByRole("button", { name: "Void payment" }).click();
  await expect(page.getByText("The payment was voided.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Capture" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Timeline" }).getByRole("listitem").last()).toContainText("Voided");
});

test("the whole list can be read, page by page", async ({ page, walk }) => {
  await walk.signIn();
  const marker = randomUUID();
  const token = await page.evaluate(
    () => (JSON.parse(sessionStorage.getItem("payments.session") ?? "{}") as { accessToken: string }).accessToken,
  );
  await page.evaluate(
    async ({ token, marker }) => {
      for (let number = 1; number <= 25; number++) {
        await fetch("/api/v1/payments", {
          method: "POST",
          headers: {
            authorization: `Bearer ${token}`,
            "content-type": "application/json",
            "idempotency-key": `${marker}-${number}`,
          },
          body: JSON.stringify({ amountMinor: number, currency: "BHD", description: `${marker} ${number}` }),
        });
      }
    },
    { token, marker },
  );
  await page.reload();
  const rows = page.getByRole("row").filter({ hasText: marker });
  await expect(rows).toHaveCount(20);
  await expect(rows.first()).toContainText("0.025");
  await page.getByRole("button", { name: "Show older payments" }).click();
  await expect(rows).toHaveCount(25);
  await expect(page.getByRole("link", { name: `${marker} 5`, exact: true })).toBeFocused();
});
