import { worst, type Verdict } from "../checks/check.ts";
import { maximumOf, medianOf, roundFigures, type RoundFigures } from "../checks/figures.ts";
import { isRestored } from "../checks/fate.ts";
import { runChecks, type CheckResult } from "../checks/run-checks.ts";
import { timelineOf } from "../checks/timeline.ts";
import { commitsOf, largest } from "../checks/outage.ts";
import type { Operation } from "../history/operation.ts";
import type { ScenarioOutcome } from "../scenarios/run-scenario.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Figure, Label, ScenarioResult } from "./results.ts";

/** Judges what a scenario left behind. A scenario that didn't run to its end can't be valid. */
export function scenarioResult(
  scenario: Scenario,
  { evidence, problems }: ScenarioOutcome,
  run: { readonly label: Label; readonly expected: Verdict; readonly start: string },
): ScenarioResult {
  const checks = runChecks(scenario.checks, evidence);
  const verdict = worst([...checks.map((check) => check.verdict), ...problems.map((): Verdict => "unknown")]);
  const rounds = roundFigures(evidence);
  const { operations } = evidence;
  return {
    name: scenario.name,
    description: scenario.description,
    disruption: scenario.disruption,
    verdict,
    expected: run.expected,
    asExpected: asExpected(scenario, verdict, checks, problems, run.expected),
    caughtBy: scenario.caughtBy ?? null,
    problems: [...problems],
    start: run.start,
    load: { startUs: evidence.load.startUs, endUs: evidence.load.endUs },
    harnessStallMsMax: largest(evidence.stalls.map((stall) => stall.endUs - stall.startUs)) / 1_000,
    attempts: {
      ok: operations.filter((each) => each.outcome === "ok").length,
      fail: operations.filter((each) => each.outcome === "fail").length,
      info: operations.filter((each) => each.outcome === "info").length,
    },
    codes: codesOf(operations),
    faults: [...evidence.faults],
    checks: checks.map((check) => ({ ...check, evidence: { ...check.evidence } })),
    rounds: rounds.map((round) => ({ ...round, parts: [...round.parts] })),
    figures: figuresOf(rounds, evidence, run.label),
    timeline: { ...timelineOf(operations, evidence.load) } as ScenarioResult["timeline"],
  };
}

/** What a control may spoil beside the check that must catch it, by that check. */
const ALSO_SPOILT: Readonly<Record<string, readonly string[]>> = {
  // A retried key gets a second id, and the loss has a length.
  "no-lost-ack": ["exactly-once", "rpo"],
  // A restore that was never begun has no effect, and nothing to recover from or to look at.
  "point-restorable": ["fault-effective", "rto", "restored-to-point"],
  // The data of now has what was undone, and its keys with it.
  "restored-to-point": ["exactly-once", "no-lost-ack", "none-invented"],
};

function asExpected(
  scenario: Scenario,
  verdict: Verdict,
  checks: readonly CheckResult[],
  problems: readonly string[],
  expected: Verdict,
): boolean {
  if (verdict !== expected) return false;
  if (expected !== "invalid") return true;
  const caught = checks.find((check) => check.name === scenario.caughtBy)?.verdict === "invalid";
  const spoilt = [scenario.caughtBy, ...(ALSO_SPOILT[scenario.caughtBy ?? ""] ?? [])];
  const others = checks.filter((check) => !spoilt.includes(check.name));
  return caught && problems.length === 0 && others.every((check) => check.verdict === "valid");
}

function codesOf(operations: readonly Operation[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { outcome, code, httpStatus } of operations) {
    if (outcome === "ok") continue;
    const name = code ?? `HTTP ${httpStatus}`;
    codes[name] = (codes[name] ?? 0) + 1;
  }
  return codes;
}

function figuresOf(
  rounds: readonly RoundFigures[],
  { operations, probes, faults, load, objectives }: ScenarioOutcome["evidence"],
  label: Label,
): Figure[] {
  const over = (name: Exclude<keyof RoundFigures, "parts">): (number | null)[] => rounds.map((round) => round[name]);
  const figure = (
    name: string,
    unit: Figure["unit"],
    statistic: Figure["statistic"],
    value: number | null,
    objectiveMax: number | null = null,
  ): Figure => ({ name, unit, statistic, value: value === null ? null : rounded(value), label, objectiveMax });
  const parts = (rounds[0]?.parts ?? []).map(({ name }, index) =>
    figure(`RTO part: ${name}`, "ms", "median", medianOf(rounds.map((round) => round.parts[index]?.ms ?? null))),
  );
  const rateLimiting = [
    figure("Rate limiting shared again after", "ms", "median", medianOf(over("rateLimitBackMs"))),
    figure("Rate limiting shared again after", "ms", "maximum", maximumOf(over("rateLimitBackMs"))),
  ];
  const lags = faults.flatMap(({ recovery }) => recovery?.restorable ?? []);
  const restorable = [
    figure("Latest restorable time behind", "ms", "median", medianOf(lags.map(({ lagMsMedian }) => lagMsMedian))),
    figure(
      "Latest restorable time behind",
      "ms",
      "maximum",
      maximumOf(lags.map(({ lagMsMax }) => lagMsMax)),
      objectives.rpoMsMax,
    ),
  ];
  // A restore to an earlier point gives up what came after: that is asked for.
  const lostMax = faults.some(isRestored) ? null : 0;
  const lost = over("lostPayments");
  const commits = commitsOf(operations).length;
  return [
    figure("RTO", "ms", "maximum", maximumOf(over("rtoMs")), objectives.rtoMsMax),
    figure("RTO", "ms", "median", medianOf(over("rtoMs"))),
    figure("Write outage seen by clients", "ms", "median", medianOf(over("outageMs"))),
    figure("Write outage seen by clients", "ms", "maximum", maximumOf(over("outageMs"))),
    ...parts,
    figure("RPO", "ms", "maximum", maximumOf(over("rpoMs")), objectives.rpoMsMax),
    figure(
      "Acknowledged payments lost",
      "payments",
      "sum",
      lost.includes(null) ? null : sum(lost as number[]),
      lostMax,
    ),
    ...(probes.length === 0 ? [] : rateLimiting),
    ...(lags.length === 0 ? [] : restorable),
    figure("Steady state restored after", "ms", "maximum", maximumOf(over("healedMs"))),
    figure("Payments committed", "1/s", "mean", (commits / Math.max(1, load.endUs - load.startUs)) * 1_000_000),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
