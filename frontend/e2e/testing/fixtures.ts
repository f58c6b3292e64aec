import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Page } from "@playwright/test";
import { readSettings } from "./settings.ts";

const { email, password } = readSettings(process.env);

export interface Walk {
  /** From wherever the page is: to the list of payments. */
  readonly signIn: () => Promise<void>;
  /** Takes a payment through the form and ends at its page. */
  readonly createPayment: (payment: NewPayment) => Promise<void>;
  /** Fails on every violation that axe finds in either color scheme. */
  readonly expectAccessible: () => Promise<void>;
  /** A picture of the page beside the results. */
  readonly picture: (name: string) => Promise<void>;
}

export interface NewPayment {
  readonly amount: string;
  readonly currency?: string;
  readonly description: string;
  readonly captureLater?: boolean;
}

/** A page whose every error fails the test: an exception, or something that the Content-Security-Policy refused. */
export const test = base.extend<{ walk: Walk }>({
  page: async ({ page }, use) => {
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy|Content-Security-Policy/.test(message.text())) problems.push(message.text());
    });
    await use(page);
    expect(problems).toEqual([]);
  },
  walk: async ({ page }, use, testInfo) => {
    await use({
      signIn: () => signIn(page),
      createPayment: (payment) => createPayment(page, payment),
      expectAccessible: () => expectAccessible(page),
      picture: async (name) => {
        await page.screenshot({ path: testInfo.outputPath(`${name}.png`), fullPage: true });
      },
    });
  },
});

async function signIn(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Payments" })).toBeVisible();
}

async function createPayment(page: Page, payment: NewPayment): Promise<void> {
  await page.goto("/payments/new");
  await page.getByLabel("Amount").fill(payment.amount);
  await page.getByLabel("Currency").selectOption(payment.currency ?? "EUR");
  await page.getByLabel("Description").fill(payment.description);
  await page.getByLabel(payment.captureLater === true ? "Later, by hand" : "Right away").check();
  await page.getByRole("button", { name: "Create payment" }).click();
  await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", colorScheme);
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    expect(passes.length).toBeGreaterThan(10);
  }
  await page.emulateMedia({ colorScheme: null });
}
