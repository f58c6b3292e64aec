import { App, CfnOutput } from "aws-cdk-lib";
import { environmentNamed } from "./environments.ts";
import { FEATURE_FLAGS } from "./feature-flags.ts";
import { stacksOf, type Stacks } from "./stacks-of.ts";
import { templateHashes } from "./template-hashes.ts";

export interface EnvironmentStacks extends Stacks {
  readonly app: App;
}

/**
 * Both stacks of the environment that CDK context `env` names, with no account, region or zone in them, so that one
 * assembly deploys to every target. Each stack tells its template's hash. Throws `UnknownEnvironment`.
 */
export function environmentStacks(
  options: { readonly env?: string; readonly outdir?: string } = {},
): EnvironmentStacks {
  const app = new App({
    analyticsReporting: false,
    treeMetadata: false,
    context: { ...FEATURE_FLAGS, "@aws-cdk/core:validateAgainstDefaultRules": true },
    ...(options.outdir !== undefined && { outdir: options.outdir }),
    ...(options.env !== undefined && { postCliContext: { env: options.env } }),
  });
  const environment = environmentNamed(app.node.tryGetContext("env"));
  const stacks = stacksOf(app, environment);
  const hashes = templateHashes(environment);
  new CfnOutput(stacks.platform, "PlatformTemplateHash", { value: hashes.platform });
  new CfnOutput(stacks.application, "AppTemplateHash", { value: hashes.application });
  return { app, ...stacks };
}
