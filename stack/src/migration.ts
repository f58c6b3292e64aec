import * as ecs from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import { BackendTask } from "./backend-task.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Platform } from "./platform.ts";

/** The task that migrates the schema and, with another command, seeds demo data. It is run and never kept running. */
export class Migration extends Construct {
  readonly task: BackendTask;

  constructor(scope: Construct, id: string, environment: Environment, platform: Platform) {
    super(scope, id);
    this.task = new BackendTask(this, "Task", {
      environment,
      platform,
      family: namesOf(environment.name).migrateTaskDefinition,
      logStreamPrefix: "migrate",
      command: ["node", "migrate.mjs"],
      secrets: {
        DEMO_MERCHANT_PASSWORD: ecs.Secret.fromSecretsManager(platform.secrets.appConfig, "demoMerchantPassword"),
      },
    });
  }
}
