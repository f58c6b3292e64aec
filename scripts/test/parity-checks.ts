import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { CLONE, LOCAL } from "../launcher/paths.mjs";
import { run } from "../launcher/run.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment, outputsDirectory } from "../local/aws-environment.ts";
import type { Tally } from "./tally.ts";

/** With WAL uploaded every few seconds, a point in time becomes restorable long before this. */
const RESTORABLE = ["--restorable-within", "45"];
const CAUGHT = ["--expect", "invalid"];

const CHECKS: readonly { readonly claim: string; readonly scenario: string; readonly options?: readonly string[] }[] = [
  { claim: "rds-failover is valid and in target", scenario: "rds-failover" },
  { claim: "ecs-task-loss is valid: no payment fails", scenario: "ecs-task-loss" },
  {
    claim: "redis-failover is valid: no payment fails, and the rate limit is shared again",
    scenario: "redis-failover",
  },
  {
    claim: "redis-primary-kill is valid: a killed primary takes no payment with it",
    scenario: "redis-primary-kill",
  },
  { claim: "redis-restore is valid: no payment fails", scenario: "redis-restore" },
  { claim: "rds-restore-snapshot gives exactly the snapshot's instant", scenario: "rds-restore-snapshot" },
  { claim: "rds-restore-pitr gives exactly the second asked", scenario: "rds-restore-pitr", options: RESTORABLE },
  { claim: "rds-loss brings back all that was archived", scenario: "rds-loss", options: RESTORABLE },
  { claim: "an asynchronous standby is caught", scenario: "control-asynchronous-standby", options: CAUGHT },
  {
    claim: "a restore that gives the data of now is caught",
    scenario: "control-restore-ignores-time",
    options: [...CAUGHT, ...RESTORABLE],
  },
  {
    claim: "an archive that is off is caught",
    scenario: "control-archive-off",
    options: [...CAUGHT, "--restorable-within", "20"],
  },
];

/** Runs every parity scenario that must come out valid, and every negative control that must be caught. */
export async function parityChecks(tally: Tally, instance: Instance, environment: string): Promise<void> {
  for (const { claim, scenario, options = [] } of CHECKS) {
    await tally.check(`Parity: ${claim}`, () => parity(instance, environment, scenario, options));
  }
}

/** A machine too busy to tell makes the outcome unknown, which is neither: then it is tried once more. */
async function parity(
  instance: Instance,
  environment: string,
  scenario: string,
  options: readonly string[],
): Promise<void> {
  const out = join(LOCAL, "test", "parity", scenario);
  const args = [
    join(CLONE, "parity/src/cli.ts"),
    ...["--env", environment, "--scenario", scenario, "--outputs", outputsDirectory(instance), "--out", out],
    ...options,
  ];
  const attempt = (): Promise<number> => run(process.execPath, args, { cwd: CLONE, env: localEnvironment(instance) });
  if ((await attempt()) === 0) return;
  if (verdictIn(out) === "unknown") {
    process.stdout.write(`Scenario ${scenario} could not be judged; it runs once more.\n`);
    if ((await attempt()) === 0) return;
  }
  throw new ScriptError(`Scenario ${scenario} did not come out as it must: see ${out}/report.html.`);
}

function verdictIn(directory: string): string | undefined {
  const file = join(directory, "results.json");
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, "utf8")) as { verdict: string }).verdict;
}
