import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { bootstrapTemplateFile, cdk } from "../cdk/cdk.ts";
import type { Deployment } from "../deployment.ts";
import { DeployError } from "../errors.ts";
import { stackFailure } from "../stacks/stack-failure.ts";
import { stackState } from "../stacks/stack-state.ts";
import type { Step } from "../steps.ts";

const BOOTSTRAP_STACK = "CDKToolkit";

/** Prepares account and region for the CDK: the bucket for templates and the roles that deploy them. */
export function bootstrapSteps(deployment: Deployment): Step[] {
  return [{ title: "Prepare the account for the CDK", run: (report) => bootstrap(deployment, report) }];
}

async function bootstrap({ access, clients }: Deployment, report: (line: string) => void): Promise<string | undefined> {
  const required = bootstrapVersion(readFileSync(bootstrapTemplateFile(), "utf8"));
  const before = await stackState(clients.cloudFormation, BOOTSTRAP_STACK);
  const version = Number(before?.outputs.find(({ key }) => key === "BootstrapVersion")?.value);
  if (before && version >= required && stackFailure(before) === undefined) return `already at version ${version}`;
  const { Account } = await clients.sts.send(new GetCallerIdentityCommand({}));
  await cdk(["bootstrap", `aws://${Account}/${access.region}`, "--progress", "events"], {
    access,
    cwd: tmpdir(),
    report,
  });
  const state = await stackState(clients.cloudFormation, BOOTSTRAP_STACK);
  const failure = state ? stackFailure(state) : `The CDK reported success, but there is no stack ${BOOTSTRAP_STACK}.`;
  if (failure) throw new DeployError("StackFailed", failure);
  return undefined;
}

/** The version that a bootstrap template would deploy; it stands in the parameter that every stack checks. */
export function bootstrapVersion(template: string): number {
  const [, version] = /CdkBootstrapVersion:\n(?: {4}.*\n)*? {6}Value: '(\d+)'/.exec(template) ?? [];
  if (version === undefined) throw new DeployError("ToolFailed", "The CDK's bootstrap template names no version.");
  return Number(version);
}
