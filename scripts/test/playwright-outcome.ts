import { firstLine } from "./first-line.ts";
import type { Outcome } from "./outcome.ts";

/** The part of Playwright's JSON report that counts. */
interface PlaywrightReport {
  readonly stats: { readonly expected: number };
  readonly suites?: readonly Suite[];
  /** What kept files or the whole run from being run. */
  readonly errors: readonly Reason[];
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string; readonly results: readonly { readonly error?: Reason }[] }[];
  }[];
}

interface Reason {
  readonly message: string;
}

/** A test that failed first is a failed one; a run that failed without a failed test, or that ran none, is a failure. */
export function playwrightOutcome(json: string, exitCode: number): Outcome {
  const { stats, suites = [], errors } = JSON.parse(json) as PlaywrightReport;
  const failures = [
    ...suites.flatMap(failedSpecs),
    ...errors.map(({ message }) => `Playwright: ${firstLine(message)}`),
  ];
  if (failures.length === 0 && exitCode !== 0) failures.push(`Playwright ended with exit code ${exitCode}.`);
  if (failures.length === 0 && stats.expected === 0) failures.push("Playwright ran no test.");
  return { passed: stats.expected, failures };
}

function failedSpecs({ suites = [], specs = [] }: Suite): string[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(
        ({ results }) =>
          `${title}: ${firstLine(results.find(({ error }) => error)?.error?.message ?? "no reason given")}`,
      ),
  );
  return [...own, ...suites.flatMap(failedSpecs)];
}
