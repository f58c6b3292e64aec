import { findBrowser } from "./browser.ts";
import { E2eError } from "./errors.ts";

/** Prints which Chromium the browser tests take, or the sentence that says what to do about there being none. */
try {
  process.stdout.write(`${(await findBrowser()).executablePath}\n`);
} catch (error) {
  if (!(error instanceof E2eError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
