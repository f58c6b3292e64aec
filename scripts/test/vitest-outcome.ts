import { relative } from "node:path";
import { CLONE } from "../launcher/paths.mjs";
import { firstLine } from "./first-line.ts";
import type { Outcome } from "./outcome.ts";

/** The part of vitest's JSON report that counts. */
interface VitestReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** A file that can't be loaded or prepared counts as one failure, and so does a run that failed without a failed test. */
export function vitestOutcome(json: string, exitCode: number): Outcome {
  const { numPassedTests, testResults } = JSON.parse(json) as VitestReport;
  const failures = testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ name, message, assertionResults }) => {
      const file = relative(CLONE, name);
      const failed = assertionResults.filter(({ status }) => status === "failed");
      if (failed.length === 0) return [`${file}: ${firstLine(message)}`];
      return failed.map(
        ({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0] ?? "")}`,
      );
    });
  if (failures.length === 0 && exitCode !== 0) failures.push(`vitest ended with exit code ${exitCode}.`);
  return { passed: numPassedTests, failures };
}
