import { escapeMarkup } from "./escape-markup.ts";
import type { Results, ScenarioResult } from "./results.ts";

interface TestCase {
  readonly name: string;
  /** Null if it passed. */
  readonly failure: string | null;
}

/** JUnit XML: a suite for each scenario, a test case for each check; a negative control is one test case. */
export function junitXml(results: Results): string {
  const suites = results.scenarios.map((scenario) => {
    const cases = casesOf(scenario);
    const failures = cases.filter((each) => each.failure !== null).length;
    const seconds = ((scenario.load.endUs - scenario.load.startUs) / 1_000_000).toFixed(3);
    const suite = `name="${escapeMarkup(scenario.name)}" tests="${cases.length}" failures="${failures}"`;
    return [
      `  <testsuite ${suite} errors="0" skipped="0" time="${seconds}" timestamp="${scenario.start}">`,
      ...cases.map((each) => caseXml(scenario.name, each)),
      "  </testsuite>",
    ].join("\n");
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="parity">', ...suites, "</testsuites>", ""].join(
    "\n",
  );
}

function casesOf(scenario: ScenarioResult): TestCase[] {
  if (scenario.expected === "invalid") {
    const told = scenario.checks.map((check) => `${check.name}: ${check.verdict}`).join(", ");
    const failure = scenario.asExpected ? null : `was not caught by ${scenario.caughtBy} alone (${told})`;
    return [{ name: `is caught by ${scenario.caughtBy}`, failure }];
  }
  return [
    ...scenario.checks.map(({ name, verdict, summary }) => ({
      name,
      failure: verdict === "valid" ? null : `${verdict}: ${summary}`,
    })),
    ...scenario.problems.map((problem) => ({ name: "runs to its end", failure: problem })),
  ];
}

function caseXml(suite: string, { name, failure }: TestCase): string {
  const open = `    <testcase classname="parity.${escapeMarkup(suite)}" name="${escapeMarkup(name)}"`;
  return failure === null ? `${open}/>` : `${open}><failure message="${escapeMarkup(failure)}"/></testcase>`;
}
