import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { guideOutputs, type GuideOutputs } from "./guide-outputs.ts";
import { outputsFile, writeOutputsFile } from "./outputs-file.ts";
import { stackState } from "./stack-state.ts";
import { templateHash } from "./template-hash.ts";

/** Outputs of those of both stacks that exist, and `template_hash` when both do. */
export async function deployedOutputs({
  clients,
  names,
}: Pick<Deployment, "clients" | "names">): Promise<GuideOutputs> {
  const states = await Promise.all(
    [names.platformStack, names.appStack].map((name) => stackState(clients.cloudFormation, name)),
  );
  const outputs = guideOutputs(states.flatMap((state) => state?.outputs ?? []));
  const hash = templateHash(outputs);
  return { ...outputs, ...(hash !== undefined && { template_hash: { value: hash } }) };
}

/** Saves what is deployed now as `outputs/<env>-outputs.json` and returns the file's path. */
export async function saveOutputs(deployment: Deployment): Promise<string> {
  const file = outputsFile(deployment.options.environment.name, deployment.shell);
  writeOutputsFile(file, await deployedOutputs(deployment));
  return file;
}

/** The value of an output. Throws `NotDeployed` when no stack has it. */
export function requiredOutput(outputs: GuideOutputs, key: string): string {
  const value = outputs[key]?.value;
  if (value !== undefined) return value;
  throw new DeployError("NotDeployed", `No stack has the output ${key}; run npm run deploy -- infra first.`);
}
