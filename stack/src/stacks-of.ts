import type { App } from "aws-cdk-lib";
import { AppStack } from "./app-stack.ts";
import type { Environment } from "./environments.ts";
import { PlatformStack } from "./platform-stack.ts";

export interface Stacks {
  readonly platform: PlatformStack;
  readonly application: AppStack;
}

export function stacksOf(app: App, environment: Environment): Stacks {
  const platform = new PlatformStack(app, environment);
  const application = new AppStack(app, environment, platform);
  application.addStackDependency(platform);
  return { platform, application };
}
