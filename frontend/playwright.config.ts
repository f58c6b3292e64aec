import { defineConfig } from "@playwright/test";
import { findBrowser } from "./e2e/testing/browser.ts";
import { readSettings } from "./e2e/testing/settings.ts";
import { trustedKeyHash } from "./e2e/testing/trusted-key-hash.ts";

const { frontendUrl, caFile } = readSettings(process.env);
const { executablePath, args, env } = await findBrowser();
const trust =
  caFile === undefined ? [] : [`--ignore-certificate-errors-spki-list=${await trustedKeyHash(frontendUrl, caFile)}`];

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  outputDir: process.env.E2E_OUTPUT_DIR ?? "../.local/e2e",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  use: {
    baseURL: frontendUrl,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // With recordings the tests took 60 s and not 48; `--trace retain-on-failure` gives one of a test that failed.
    trace: "off",
    screenshot: "only-on-failure",
    // Would need ffmpeg, which does not come from npm.
    video: "off",
    launchOptions: { executablePath, args: [...args, ...trust], env },
  },
});
