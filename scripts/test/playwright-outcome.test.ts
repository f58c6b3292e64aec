import { expect, test } from "vitest";
import { playwrightCounts } from "./playwright-counts.ts";

const report = (stats: object, errors: readonly object[] = []) =>
  JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

test("each test counts", () => {
  expect(playwrightCounts(report({ expected: 12, unexpected: 1 }), 1)).toEqual({ passed: 12, failed: 1 });
  expect(playwrightCounts(report({ expected: 13 }), 0)).toEqual({ passed: 13, failed: 0 });
});

test("a test that passed only when tried again has failed", () => {
  expect(playwrightCounts(report({ expected: 12, flaky: 1 }), 0)).toEqual({ passed: 12, failed: 1 });
});

test("a file that can't be loaded counts, and so do a failure that no test owns and a run without tests", () => {
  expect(playwrightCounts(report({ expected: 5 }, [{ message: "SyntaxError" }]), 1)).toEqual({ passed: 5, failed: 1 });
  expect(playwrightCounts(report({}), 0)).toEqual({ passed: 0, failed: 1 });
  expect(playwrightCounts(report({ expected: 5 }), 1)).toEqual({ passed: 5, failed: 1 });
});
