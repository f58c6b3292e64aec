import { writeFileSync } from "node:fs";
import { explain } from "../deploy/aws/explain.ts";
import { DeployError } from "../deploy/errors.ts";
import { runSteps } from "../deploy/steps.ts";
import { databaseSteps } from "./database/steps.ts";
import { HELP } from "./help.ts";
import { parseOptions } from "./options.ts";
import { recoveryOf } from "./recovery.ts";
import { redisSteps } from "./redis/steps.ts";
import { timed, type RecoveryReport } from "./report.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const recovery = recoveryOf(options, process.env);
  const report: RecoveryReport = {
    recovery: options.recovery,
    environment: options.environment.name,
    start: new Date().toISOString(),
    steps: [],
    facts: {},
  };
  const steps = options.recovery === "redis" ? redisSteps(recovery, report) : databaseSteps(recovery, report);
  try {
    await runSteps(timed(steps, report));
  } catch (error) {
    throw explain(error, recovery.access);
  } finally {
    if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(report, null, 2)}\n`);
  }
}

try {
  await main();
} catch (error) {
  const text = error instanceof DeployError ? `error: ${error.message}` : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
