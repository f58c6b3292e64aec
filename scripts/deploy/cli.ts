import { explain } from "./aws/explain.ts";
import { printStatus } from "./commands/status.ts";
import { stepsOf } from "./commands/steps-of.ts";
import { deploymentOf } from "./deployment.ts";
import { DeployError } from "./errors.ts";
import { HELP } from "./help.ts";
import { parseOptions } from "./options.ts";
import { runSteps } from "./steps.ts";

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const deployment = deploymentOf(options, process.env);
  try {
    if (options.command === "status") await printStatus(deployment, (text) => process.stdout.write(`${text}\n`));
    else await runSteps(stepsOf(options.command, deployment));
  } catch (error) {
    throw explain(error, deployment.access);
  }
}

try {
  await main();
} catch (error) {
  const text = error instanceof DeployError ? `error: ${error.message}` : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
