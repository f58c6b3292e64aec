import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { run } from "../launcher/run.mjs";
import { CLONE } from "../launcher/paths.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment } from "./aws-environment.ts";
import { importCertificate } from "./certificate.ts";
import { deployedEnvironments } from "./deployed-environments.ts";
import { sourceFingerprint } from "./fingerprint.ts";

/** Deploys an environment to the running instance unless it already is there, made from the same sources. */
export async function deployEnvironment(instance: Instance, environment: string): Promise<void> {
  const stamp = join(instance.directories.root, `deployed-${environment}.sha256`);
  const fingerprint = sourceFingerprint();
  const isCurrent = existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint;
  if (isCurrent && (await deployedEnvironments()).includes(environment)) return;
  const certificateArn = await importCertificate(instance, environment);
  const code = await run(
    process.execPath,
    [join(CLONE, "scripts/deploy/cli.ts"), "all", "--seed", "--builder", "oci", "--env", environment],
    { cwd: CLONE, env: { ...localEnvironment(instance), CERTIFICATE_ARN: certificateArn } },
  );
  if (code !== 0) {
    throw new ScriptError(
      `Environment ${environment} could not be deployed; the reason is above, details in npm run local -- logs.`,
    );
  }
  writeFileSync(stamp, fingerprint);
}
