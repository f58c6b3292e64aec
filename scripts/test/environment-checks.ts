import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { CLONE } from "../launcher/paths.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { awsVariables, localEnvironment } from "../local/aws-environment.ts";
import { deployEnvironment } from "../local/deploy-environment.ts";
import { startEmulator, stopEmulator } from "../local/emulator-process.ts";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import { removeData } from "../local/remove-data.ts";
import { waitForApi } from "../local/wait-for-api.ts";
import { awsCliStaysLocal } from "./aws-cli-stays-local.ts";
import { browserTests } from "./browser-tests.ts";
import { freeInstance } from "../local/free-instance.ts";
import { leftoverProcesses } from "./leftover-processes.ts";
import { parityChecks } from "./parity-checks.ts";
import { survivesKill } from "./survives-kill.ts";
import type { Tally } from "./tally.ts";

const ENVIRONMENT = "local";
/** As often as RDS, restores to a point in time would wait for minutes. */
const WAL_UPLOADS = { PAYMENT_SYSTEM_WAL_UPLOAD_SECONDS: "2" };
const execFileAsync = promisify(execFile);

/** Deploys an environment to an instance of its own, proves failover and recovery on it, and leaves nothing running. */
export async function environmentChecks(tally: Tally): Promise<void> {
  const instance = await freeInstance();
  removeData(instance);
  Object.assign(process.env, awsVariables(instance), WAL_UPLOADS);
  try {
    const isUp = await tally.check("A fresh instance starts and env local is deployed to it", () => bringUp(instance));
    if (!isUp) return;
    await tally.check("status --json gives a URL and a token that the API takes", () => statusGivesAccess(instance));
    await browserTests(tally, instance, ENVIRONMENT);
    await tally.check("The operators' aws commands work and stay on this machine", () => awsCliStaysLocal(instance));
    await parityChecks(tally, instance, ENVIRONMENT);
    await tally.check("SIGKILL of LocalStack under load loses no payment", () => survivesKill(instance, "localstack"));
    await tally.check("SIGKILL of the emulator under load loses no payment", () => survivesKill(instance, "emulator"));
    await tally.check("A restart keeps everything and needs no deploy", () => restart(instance));
  } finally {
    await tally.check("Stopping leaves no process behind", () => stopClean(instance));
    if (tally.failures.length === 0) removeData(instance);
  }
}

async function bringUp(instance: Instance): Promise<void> {
  await startEmulator(instance);
  await deployEnvironment(instance, ENVIRONMENT);
  await waitForApi(instance, ENVIRONMENT);
}

/** As a user's shell runs it, which knows nothing of the local certificate authority. */
async function statusGivesAccess(instance: Instance): Promise<void> {
  const { NODE_EXTRA_CA_CERTS: _authority, ...shell } = localEnvironment(instance);
  const { stdout } = await execFileAsync(process.execPath, [join(CLONE, "scripts/local.mjs"), "status", "--json"], {
    env: shell,
  });
  const { apiUrl, token } = JSON.parse(stdout) as { apiUrl: string; token: string };
  const response = await fetch(`${apiUrl}/api/v1/payments`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new ScriptError(`The API answered status --json's token with HTTP ${response.status}.`);
}

async function restart(instance: Instance): Promise<void> {
  await stopEmulator(instance);
  await startEmulator(instance);
  await waitForApi(instance, ENVIRONMENT);
}

async function stopClean(instance: Instance): Promise<void> {
  await stopEmulator(instance);
  const left = leftoverProcesses(instance);
  if (claimHolder(instance) !== undefined || left.length > 0) {
    throw new ScriptError(`These processes outlived the instance: ${left.join(", ")}.`);
  }
}
