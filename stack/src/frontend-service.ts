import type { Construct } from "constructs";
import { ContainerTask } from "./container-task.ts";
import type { Environment } from "./environments.ts";
import { healthProbe } from "./health-probe.ts";
import { namesOf } from "./names.ts";
import { FRONTEND_PORT } from "./network.ts";
import type { Platform } from "./platform.ts";
import { RolledOutService } from "./rolled-out-service.ts";

export const FRONTEND_CONTAINER = "frontend";

/** The merchant's page. It calls the API at the origin that it comes from, so it knows no other part of the system. */
export class FrontendService extends RolledOutService {
  constructor(scope: Construct, id: string, environment: Environment, platform: Platform) {
    const { frontendService } = namesOf(environment.name);
    super(scope, id, {
      platform,
      serviceName: frontendService,
      desiredCount: environment.frontend.desiredCount,
      securityGroup: platform.network.frontend,
      task: (service) =>
        new ContainerTask(service, "Task", {
          family: frontendService,
          containerName: FRONTEND_CONTAINER,
          size: environment.frontend,
          repository: platform.repositories.frontend,
          port: FRONTEND_PORT,
          command: ["node", "main.mjs"],
          variables: {},
          secrets: {},
          logGroup: platform.cluster.frontendLogs,
          logStreamPrefix: "frontend",
          healthCheck: healthProbe("/health"),
        }),
    });
  }
}
