import { join } from "node:path";
import type { Pace } from "../pace/pace.ts";
import type { Results } from "../report/results.ts";
import { runParity, type RunOptions } from "../run.ts";
import { scenarioNamed } from "../scenarios/scenarios.ts";
import { openTarget } from "../targets/open-target.ts";
import { DEFAULT_LOAD } from "../workloads/load.ts";
import type { Bugs } from "./fake-database.ts";
import { fakeRecover } from "./fake-recover.ts";
import { startFakeSystem, type FakeSystem } from "./fake-system.ts";

export const QUICK: Pace = {
  warmUpMs: 50,
  steadyMs: 250,
  afterMs: 100,
  pollMs: 10,
  effectDeadlineMs: 600,
  restorableDeadlineMs: 600,
  recoveryDeadlineMs: 1_000,
  healDeadlineMs: 2_000,
  settleDeadlineMs: 500,
};

/** Restores need enough payments on either side of their point. */
export const LONG: Pace = { ...QUICK, steadyMs: 600, afterMs: 600, restorableDeadlineMs: 1_500 };

/** Runs rds-failover on a system in memory, unless told. */
export async function run(system: FakeSystem, told: Partial<RunOptions> = {}): Promise<Results> {
  using target = await openTarget({
    kind: "local",
    environment: "test",
    outputsDirectory: system.directory,
    env: system.env,
  });
  return await runParity({
    target: { ...target, recover: fakeRecover(system) },
    scenarios: [scenarioNamed("rds-failover")],
    expected: "valid",
    rounds: 1,
    seed: "7",
    load: { ...DEFAULT_LOAD, ratePerSecond: 400 },
    pressure: { looksPerSecond: 100, burstMs: 300, burstClients: 8 },
    pace: QUICK,
    directory: join(system.directory, "run"),
    progress: { step: () => undefined, detail: () => undefined, done: () => undefined },
    signal: new AbortController().signal,
    ...told,
  });
}

/** The same on a system with bugs. */
export async function judged(bugs: Bugs, told?: Partial<RunOptions>): Promise<Results> {
  await using system = await startFakeSystem(bugs);
  return await run(system, told);
}

export const verdictsOf = ({ scenarios }: Results) =>
  Object.fromEntries(scenarios[0]!.checks.map((check) => [check.name, check.verdict]));
