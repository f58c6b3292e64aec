import { expect } from "@playwright/test";
import { test } from "./testing/fixtures.ts";

test.use({ viewport: { width: 360, height: 740 } });

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test("every page fits on a narrow screen", async ({ page, walk }) => {
      const expectNoSidewaysScroll = async (name: string): Promise<void> => {
        await walk.picture(name);
        const cutOff = await page.evaluate(() =>
          [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth)
            .map(({ outerHTML }) => outerHTML),
        );
        expect(cutOff, `what sticks out of ${name}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
      };
      await page.goto("/sign-in");
      await expect(page.getByLabel("Email")).toBeVisible();
      await expectNoSidewaysScroll("sign-in");
      await walk.signIn();
      await walk.createPayment({ amount: "999999999.99", description: "W".repeat(120), captureLater: true });
      await expectNoSidewaysScroll("payment");
      await page.getByRole("button", { name: "Capture" }).click();
      await expectNoSidewaysScroll("capture");
      await page.goto("/payments/new");
      await expect(page.getByLabel("Amount")).toBeVisible();
      await expectNoSidewaysScroll("new-payment");
      await page.goto("/payments");
      await expect(page.getByRole("row").nth(1)).toBeVisible();
      await expectNoSidewaysScroll("payments");
    });
  });
}

test("the color scheme can be chosen and stays chosen", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/sign-in");
  const html = page.locator("html");
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "light");
  await page.getByRole("button", { name: "Use dark colors" }).click();
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "dark");
  await page.reload();
  await expect(html).toHaveAttribute("data-mantine-color-scheme", "dark");
});
