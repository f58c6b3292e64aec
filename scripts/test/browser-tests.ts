import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { CLONE, LOCAL } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { environmentAccess } from "../local/environment-access.ts";
import type { Outcome } from "./outcome.ts";
import { playwrightOutcome } from "./playwright-outcome.ts";
import type { Tally } from "./tally.ts";

const FRONTEND = join(CLONE, "frontend");
const REPORT = join(LOCAL, "test", "playwright.json");
/** Traces and pictures. */
const DIRECTORY = join(LOCAL, "test", "e2e");

/** Walks through the page of an environment with a browser, over HTTPS; each of Playwright's tests counts as one. */
export async function browserTests(tally: Tally, instance: Instance, environment: string): Promise<void> {
  const hasBrowser = await tally.check("There is a Chromium for the browser tests", checkBrowser);
  if (!hasBrowser) return;
  let outcome: Outcome = { passed: 0, failures: [] };
  await tally.check("Playwright runs the browser tests", async () => {
    outcome = await playwright(instance, environment);
  });
  tally.add(outcome);
  if (outcome.failures.length > 0) process.stdout.write(`Of the browser tests that failed, see ${DIRECTORY}.\n`);
}

async function checkBrowser(): Promise<void> {
  await run(process.execPath, [join(FRONTEND, "e2e/testing/check-browser.ts")], { cwd: FRONTEND, quiet: true });
}

async function playwright(instance: Instance, environment: string): Promise<Outcome> {
  mkdirSync(DIRECTORY, { recursive: true });
  rmSync(REPORT, { force: true });
  const access = await environmentAccess(instance, environment);
  if (!access) throw new ScriptError(`Environment ${environment} is not deployed.`);
  const code = await run("playwright", ["test", "--reporter=list,json"], {
    cwd: FRONTEND,
    env: {
      ...process.env,
      FRONTEND_URL: access.apiUrl,
      DEMO_EMAIL: access.email,
      DEMO_PASSWORD: access.password,
      CA_FILE: join(instance.directories.certificates, "ca.pem"),
      E2E_OUTPUT_DIR: DIRECTORY,
      PLAYWRIGHT_JSON_OUTPUT_FILE: REPORT,
    },
  });
  return playwrightOutcome(readReport(REPORT), code);
}

function readReport(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    throw new ScriptError("Playwright ended before it ran any test; what it said is above.");
  }
}
