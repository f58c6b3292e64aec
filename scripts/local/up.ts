import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { until } from "@payment-system/emulator/wait/until";
import { takeLock } from "../launcher/lock.mjs";
import { main } from "../launcher/main.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { step } from "../launcher/step.mjs";
import { awsVariables } from "./aws-environment.ts";
import { deployEnvironment } from "./deploy-environment.ts";
import { startEmulator, stopEmulator } from "./emulator-process.ts";
import { consoleUrl } from "./console-url.ts";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import type { EnvironmentAccess } from "./environment-access.ts";
import { installAws } from "./install-aws.ts";
import { localInstance } from "./instance.ts";
import { waitForApi } from "./wait-for-api.ts";

const ENVIRONMENTS = ["local", "staging", "production"];

await main(async (args: string[]) => {
  const { values } = parseArgs({
    args,
    options: { env: { type: "string", default: "local" }, detach: { type: "boolean", default: false } },
  });
  if (!ENVIRONMENTS.includes(values.env)) {
    throw new ScriptError(`"${values.env}" is no environment: use --env ${ENVIRONMENTS.join(", ")}.`);
  }
  const started = performance.now();
  const instance = localInstance();
  Object.assign(process.env, awsVariables(instance));
  const running = claimHolder(instance);
  if (running !== undefined && values.env === "local") {
    throw new ScriptError(
      `The local AWS already runs (process ${running}): stop it with npm run local -- stop, or see npm run local -- status.`,
    );
  }
  const access = await bringUp(instance, values.env, running !== undefined);
  process.stdout.write(summary(instance, values.env, access, (performance.now() - started) / 1000));
  if (values.detach || running !== undefined) return 0;
  return stayInForeground(instance);
});

async function bringUp(instance: Instance, environment: string, isRunning: boolean): Promise<EnvironmentAccess> {
  const release = takeLock(join(instance.directories.root, "start.lock"), "starting the local AWS");
  try {
    installAws();
    if (!isRunning) await step("Starting the emulator and LocalStack", () => startEmulator(instance));
    await deployEnvironment(instance, environment);
    return await step("Waiting for the API", () => waitForApi(instance, environment));
  } finally {
    release();
  }
}

function summary(instance: Instance, environment: string, access: EnvironmentAccess, seconds: number): string {
  return `
Environment ${environment} is ready (${seconds.toFixed(1)} s).

  Page          ${access.apiUrl}/
  API           ${access.apiUrl}/api/v1
  API's docs    ${access.apiUrl}/docs    (OpenAPI: ${access.apiUrl}/openapi.json)
  Login         ${access.email} / ${access.password}
  Console       ${consoleUrl(instance)}    (what runs, its logs, and a failover to watch)
  AWS endpoint  ${instance.endpointUrl}    eval "$(npm run -s local -- env)"
  Certificate   ${join(instance.directories.certificates, "ca.pem")}    (authority to trust)

  Fail the database over:  npm run parity -- --env ${environment} --scenario rds-failover
  Status, logs:            npm run local -- status | logs
  Stop, keep the data:     npm run local -- stop
`;
}

async function stayInForeground(instance: Instance): Promise<number> {
  process.stdout.write("\nPress Ctrl-C to stop.\n");
  const interrupted = Promise.withResolvers<"interrupted">();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => interrupted.resolve("interrupted"));
  const ending = new AbortController();
  const ended = until(() => claimHolder(instance) === undefined, {
    what: "the emulator to end",
    deadlineMs: Number.POSITIVE_INFINITY,
    intervalMs: 500,
    signal: ending.signal,
  }).then(
    () => "ended" as const,
    () => "interrupted" as const,
  );
  const first = await Promise.race([interrupted.promise, ended]);
  ending.abort();
  if (first === "interrupted") {
    await step("Stopping; the data is kept", () => stopEmulator(instance));
    return 0;
  }
  process.stdout.write("The local AWS was stopped.\n");
  return 0;
}
