import * as ecs from "aws-cdk-lib/aws-ecs";
import type { Construct } from "constructs";
import { BackendTask } from "./backend-task.ts";
import type { Environment } from "./environments.ts";
import { healthProbe } from "./health-probe.ts";
import { namesOf } from "./names.ts";
import type { Platform } from "./platform.ts";
import { RolledOutService } from "./rolled-out-service.ts";

/** Of liveness and not of readiness: a new task can't mend a database that is failing over. */
const LIVENESS_PATH = "/api/v1/actuator/health/liveness";

/** The payment API. */
export class BackendService extends RolledOutService {
  constructor(scope: Construct, id: string, environment: Environment, platform: Platform) {
    const { backendService } = namesOf(environment.name);
    const { attrPrimaryEndPointAddress, attrPrimaryEndPointPort } = platform.cache.replicationGroup;
    const { replica } = platform.data;
    super(scope, id, {
      platform,
      serviceName: backendService,
      desiredCount: environment.backend.desiredCount,
      securityGroup: platform.network.service,
      task: (service) =>
        new BackendTask(service, "Task", {
          environment,
          platform,
          family: backendService,
          logStreamPrefix: "backend",
          command: ["node", "main.mjs"],
          variables: {
            REDIS_HOST: attrPrimaryEndPointAddress,
            REDIS_PORT: attrPrimaryEndPointPort,
            REDIS_TLS: "true",
            ...(replica && { DB_READER_HOST: replica.dbInstanceEndpointAddress }),
            RATE_LIMIT_PER_SECOND: String(environment.backend.rateLimitPerSecond),
          },
          secrets: {
            JWT_SECRET: ecs.Secret.fromSecretsManager(platform.secrets.jwtSecret),
            JWT_SECRET_PREVIOUS: ecs.Secret.fromSecretsManagerVersion(platform.secrets.jwtSecret, {
              versionStage: "AWSPREVIOUS",
            }),
            REDIS_PASSWORD: ecs.Secret.fromSecretsManager(platform.secrets.redisAuthToken),
          },
          healthCheck: healthProbe(LIVENESS_PATH),
        }),
    });
  }
}
