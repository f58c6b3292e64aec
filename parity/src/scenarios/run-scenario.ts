import { join } from "node:path";
import type { Evidence, Objectives } from "../checks/check.ts";
import { fetchLedger } from "../clients/ledger-export.ts";
import { PaymentClient } from "../clients/payment-client.ts";
import { ProbeClient } from "../clients/probe-client.ts";
import type { Clock } from "../clock/clock.ts";
import { StallWatch } from "../clock/stall-watch.ts";
import { sentenceOf } from "../errors.ts";
import type { FaultRecord } from "../faults/fault-record.ts";
import type { Fault } from "../faults/fault.ts";
import type { Random } from "../generators/random.ts";
import { History } from "../history/history.ts";
import type { JsonLines } from "../history/json-lines.ts";
import type { Operation } from "../history/operation.ts";
import type { Probe } from "../history/probe.ts";
import type { Pace } from "../pace/pace.ts";
import type { Progress } from "../progress/progress.ts";
import type { Target } from "../targets/target.ts";
import { pause, until } from "../wait/until.ts";
import type { Load } from "../workloads/load.ts";
import { PaymentWorkload } from "../workloads/payments.ts";
import { RateLimitProbe, type Pressure } from "../workloads/rate-limit-probe.ts";
import { settle } from "../workloads/settle.ts";
import { runRounds } from "./run-rounds.ts";
import type { Scenario } from "./scenario.ts";

const EXPORT = { attempts: 4, timeoutMs: 120_000, intervalMs: 250 };

export interface ScenarioContext {
  readonly target: Target;
  readonly runId: string;
  readonly rounds: number;
  readonly load: Load;
  readonly pressure: Pressure;
  readonly pace: Pace;
  readonly objectives: Objectives;
  readonly random: Random;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly directory: string;
  readonly historyFile: JsonLines<Operation>;
  readonly probeFile: JsonLines<Probe>;
  readonly faultFile: JsonLines<FaultRecord & { scenario: string }>;
}

export interface ScenarioOutcome {
  readonly evidence: Evidence;
  /** Why the scenario didn't run to its end, or couldn't be undone; empty if it did. */
  readonly problems: readonly string[];
}

/**
 * Steady payments, then the fault, as many rounds as asked, then the healing, the settling of what is in doubt, and the
 * export. Whatever goes wrong on the way, the healing is done and what was seen is returned for the checks to judge.
 */
export async function runScenario(scenario: Scenario, context: ScenarioContext): Promise<ScenarioOutcome> {
  const { target, clock, load, progress } = context;
  const random = context.random.fork(scenario.name);
  const fault = scenario.fault(target, random.fork("fault"));
  const keyPrefix = `parity-${context.runId}-${scenario.name}-`;
  const history = new History(context.historyFile);
  await steady(context, fault);
  await using client = new PaymentClient(target, { connections: load.processes, timeoutMs: load.timeoutMs });
  await client.signIn();
  const attempts = { scenario: scenario.name, client, clock, history };
  const problems: string[] = [];
  const guarded = (what: string, step: () => Promise<void>): Promise<void> =>
    step().catch((error: unknown) => void problems.push(`${what}: ${sentenceOf(error)}`));

  using stallWatch = new StallWatch(clock);
  await using prober = scenario.probesRateLimit
    ? await ProbeClient.open(target, context.pressure.burstClients)
    : undefined;
  const probe = prober && new RateLimitProbe(prober, clock, scenario.name, context.pressure);
  const workload = new PaymentWorkload(attempts, load, random, keyPrefix);
  progress.step("Warming up.");
  await guarded("Warming up", () => pause(context.pace.warmUpMs, context.signal));
  const { desiredCount: tasks } = await target.service.describe();
  const startUs = clock.nowUs();
  const faults: FaultRecord[] = [];
  await guarded("The fault", () => runRounds({ context, fault, history, faults, random, loadStartUs: startUs, probe }));
  await guarded("The load", () => workload.stop());
  await probe?.stop();
  const endUs = clock.nowUs();
  const stalls = [...stallWatch.stalls];
  await guarded("Healing", () => healed(context, fault, faults));
  for (const record of faults) context.faultFile.append({ scenario: scenario.name, ...record });
  progress.step("Settling payments in doubt and exporting the ledger.");
  await guarded("Settling", () =>
    settle(attempts, workload.sent, {
      random: random.fork("settle"),
      deadlineMs: context.pace.settleDeadlineMs,
      signal: context.signal,
    }),
  );
  const ledger = await fetchLedger(client, {
    file: join(context.directory, `export-${scenario.name}.ndjson`),
    ...EXPORT,
  });
  const { objectives } = context;
  const { operations } = history;
  const judgedLoad = { startUs, endUs, attemptsMax: load.attemptsMax };
  const probes = probe?.probes ?? [];
  for (const each of probes) context.probeFile.append(each);
  const evidence = { keyPrefix, operations, probes, tasks, ledger, faults, load: judgedLoad, stalls, objectives };
  return { evidence, problems };
}

/** Waits until the fault can be injected, which on a healthy environment is now. */
async function steady({ pace, signal }: ScenarioContext, fault: Fault): Promise<void> {
  if (await fault.isSteady()) return;
  await until(async () => (await fault.isSteady()) || undefined, {
    what: fault.steadyState,
    deadlineMs: pace.healDeadlineMs,
    intervalMs: pace.pollMs,
    signal,
  });
}

/** Undoes the fault, even after an interrupt, and waits for the steady state, so that nothing stays broken. */
async function healed(context: ScenarioContext, fault: Fault, faults: readonly FaultRecord[]): Promise<void> {
  await fault.heal();
  const last = faults.at(-1);
  if (!last || last.healedUs !== null || context.signal.aborted) return;
  context.progress.step(`Waiting for ${fault.steadyState}.`);
  await steady(context, fault);
  last.healedUs = context.clock.nowUs();
}
