import { expect, test } from "vitest";
import { playwrightOutcome } from "./playwright-outcome.ts";

const spec = (title: string, status: string, ...messages: string[]) => ({
  title,
  tests: [{ status, results: messages.map((message) => ({ error: { message } })) }],
});
const report = (expected: number, specs: readonly object[] = [], errors: readonly object[] = []) =>
  JSON.stringify({ stats: { expected }, suites: [{ suites: [{ specs }] }], errors });

test("each test counts, and one that failed is named with the first line of its reason", () => {
  const specs = [spec("signs in", "expected"), spec("lists payments", "unexpected", "No such row.\n  at page.ts:3")];
  expect(playwrightOutcome(report(12, specs), 1)).toEqual({ passed: 12, failures: ["lists payments: No such row."] });
  expect(playwrightOutcome(report(13, [spec("signs in", "expected")]), 0)).toEqual({ passed: 13, failures: [] });
});

test("a test that passed only when tried again has failed", () => {
  const flaky = spec("signs in", "flaky", "Timeout.");
  expect(playwrightOutcome(report(12, [flaky]), 0)).toEqual({ passed: 12, failures: ["signs in: Timeout."] });
});

test("a file that can't be loaded counts, and so do a failure that no test owns and a run without tests", () => {
  const unloadable = report(5, [], [{ message: "SyntaxError" }]);
  expect(playwrightOutcome(unloadable, 1)).toEqual({ passed: 5, failures: ["Playwright: SyntaxError"] });
  expect(playwrightOutcome(report(0), 0)).toEqual({ passed: 0, failures: ["Playwright ran no test."] });
  expect(playwrightOutcome(report(5), 1)).toEqual({ passed: 5, failures: ["Playwright ended with exit code 1."] });
});
