import { App } from "aws-cdk-lib";
import { AppStack } from "./app-stack.ts";
import { environmentNamed } from "./environments.ts";
import { PlatformStack } from "./platform-stack.ts";

/** Decisions that CDK keeps behind flags so that older apps don't change; a new app takes the newer behaviour. */
const FEATURE_FLAGS = {
  "@aws-cdk/aws-iam:minimizePolicies": true,
  "@aws-cdk/aws-ecs:arnFormatIncludesClusterName": true,
  "@aws-cdk/aws-ecs:removeDefaultDeploymentAlarm": true,
  "@aws-cdk/aws-kms:reduceCrossAccountRegionPolicyScope": true,
  "@aws-cdk/core:checkSecretUsage": true,
  "@aws-cdk/core:validateAgainstDefaultRules": true,
  // CloudFormation then refuses to remove from the platform what the app still uses.
  "@aws-cdk/core:defaultCrossStackReferences": "strong",
};

export interface EnvironmentStacks {
  readonly app: App;
  readonly platform: PlatformStack;
  readonly application: AppStack;
}

/**
 * Both stacks of the environment that CDK context `env` names, with no account, region or zone in them, so that one
 * assembly deploys to every target. Throws `UnknownEnvironment`.
 */
export function environmentStacks(
  options: { readonly env?: string; readonly outdir?: string } = {},
): EnvironmentStacks {
  const app = new App({
    analyticsReporting: false,
    treeMetadata: false,
    context: FEATURE_FLAGS,
    ...(options.outdir !== undefined && { outdir: options.outdir }),
    ...(options.env !== undefined && { postCliContext: { env: options.env } }),
  });
  const environment = environmentNamed(app.node.tryGetContext("env"));
  const platform = new PlatformStack(app, environment);
  const application = new AppStack(app, environment, platform);
  application.addStackDependency(platform);
  return { app, platform, application };
}
