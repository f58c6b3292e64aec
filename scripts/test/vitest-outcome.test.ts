import { join } from "node:path";
import { expect, test } from "vitest";
import { CLONE } from "../launcher/paths.mjs";
import { vitestOutcome } from "./vitest-outcome.ts";

const passed = { status: "passed", fullName: "adds", failureMessages: [] };
const file = (status: string, assertionResults: readonly object[], message = "") => ({
  name: join(CLONE, "service/src/sum.test.ts"),
  status,
  message,
  assertionResults,
});
const report = (...testResults: readonly object[]) => JSON.stringify({ numPassedTests: 7, testResults });

test("a test that failed is named with its file and the first line of its reason", () => {
  const failed = {
    status: "failed",
    fullName: "sums subtracts",
    failureMessages: ["Error: 3 is not 2\n  at sum.ts:1"],
  };
  expect(vitestOutcome(report(file("failed", [passed, failed]), file("passed", [passed])), 1)).toEqual({
    passed: 7,
    failures: ["service/src/sum.test.ts: sums subtracts: Error: 3 is not 2"],
  });
});

test("a file that can't be loaded or prepared is one failure", () => {
  const { failures } = vitestOutcome(report(file("failed", [], "SyntaxError: no\nmore")), 1);
  expect(failures).toEqual(["service/src/sum.test.ts: SyntaxError: no"]);
});

test("a run that ends badly though each test passed has failed", () => {
  expect(vitestOutcome(report(file("passed", [passed])), 1).failures).toEqual(["vitest ended with exit code 1."]);
  expect(vitestOutcome(report(file("passed", [passed])), 0).failures).toEqual([]);
});
