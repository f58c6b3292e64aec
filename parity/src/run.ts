import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { worst, type Objectives, type Verdict } from "./checks/check.ts";
import { startClock } from "./clock/clock.ts";
import { seededRandom } from "./generators/random.ts";
import type { FaultRecord } from "./faults/fault-record.ts";
import { JsonLines } from "./history/json-lines.ts";
import type { Operation } from "./history/operation.ts";
import type { Probe } from "./history/probe.ts";
import type { Pace } from "./pace/pace.ts";
import type { Progress } from "./progress/progress.ts";
import { validatedOnAws } from "./report/aws-validation.ts";
import { harnessVersion } from "./report/harness-version.ts";
import type { Label, Results, ScenarioResult } from "./report/results.ts";
import { scenarioResult } from "./report/scenario-result.ts";
import { REPORT_FILES, writeReports } from "./report/write-reports.ts";
import { runScenario, type ScenarioContext } from "./scenarios/run-scenario.ts";
import type { Scenario } from "./scenarios/scenario.ts";
import type { Target, TargetKind } from "./targets/target.ts";
import type { Load } from "./workloads/load.ts";
import { DEFAULT_PRESSURE, type Pressure } from "./workloads/rate-limit-probe.ts";

export interface RunOptions {
  readonly target: Target;
  readonly scenarios: readonly Scenario[];
  readonly expected: Verdict;
  readonly rounds: number;
  readonly seed: string;
  readonly load: Load;
  readonly pressure?: Pressure;
  readonly pace: Pace;
  readonly directory: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What the guide promises: RTO < 15 minutes, RPO < 5 minutes. On an emulator the same serve as upper bounds. */
const OBJECTIVES: Objectives = { rtoMsMax: 15 * 60_000, rpoMsMax: 5 * 60_000 };
const LABEL_OF: Readonly<Record<TargetKind, Label>> = { aws: "measured here", local: "emulated" };

/** Runs scenarios one after the other, judges them, and leaves results, history and reports in a directory. */
export async function runParity(options: RunOptions): Promise<Results> {
  const { target, directory, progress } = options;
  mkdirSync(directory, { recursive: true });
  // A crash must not leave an older run's verdict beside this run's history.
  for (const file of REPORT_FILES) rmSync(join(directory, file), { force: true });
  const clock = startClock();
  const system = await target.record();
  using historyFile = new JsonLines<Operation>(join(directory, "history.jsonl"));
  using faultFile = new JsonLines<FaultRecord & { scenario: string }>(join(directory, "faults.jsonl"));
  using probeFile = new JsonLines<Probe>(join(directory, "probes.jsonl"));
  const id = randomBytes(6).toString("hex");
  const context: ScenarioContext = {
    ...options,
    pressure: options.pressure ?? DEFAULT_PRESSURE,
    runId: id,
    objectives: OBJECTIVES,
    random: seededRandom(options.seed),
    clock,
    historyFile,
    probeFile,
    faultFile,
  };
  const label = LABEL_OF[target.kind];
  const scenarios: ScenarioResult[] = [];
  for (const scenario of options.scenarios) {
    progress.step(`Scenario ${scenario.name}, seed ${options.seed}.`);
    const start = clock.wallAt(clock.nowUs());
    const outcome = await runScenario(scenario, context);
    scenarios.push(scenarioResult(scenario, outcome, { label, expected: options.expected, start }));
  }
  const results: Results = {
    schemaVersion: 1,
    verdict: worst(scenarios.map((scenario) => scenario.verdict)),
    asExpected: scenarios.every((scenario) => scenario.asExpected),
    run: {
      id,
      environment: target.environment,
      target: target.kind,
      label,
      region: target.region,
      seed: options.seed,
      rounds: options.rounds,
      start: clock.wallAt(0),
      durationMs: clock.nowUs() / 1_000,
      objectives: { ...OBJECTIVES },
      load: options.load,
      pace: options.pace,
      harness: { ...(await harnessVersion()), node: process.version },
    },
    system,
    validatedOnAws: validatedOnAws(scenarios.map((scenario) => scenario.name)),
    scenarios,
  };
  writeReports(directory, results);
  return results;
}
