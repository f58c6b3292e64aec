import { Duration } from "aws-cdk-lib";
import { SecurityGroup } from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import { BackendTask } from "./backend-task.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Platform } from "./platform.ts";

/**
 * Asks for liveness and not for readiness: a new task can't mend a database that is failing over. `HOST` is where the
 * server listens; a container that listens on every address is reached on loopback.
 */
const LIVENESS_PROBE = [
  "const { HOST = '127.0.0.1', PORT = '8080' } = process.env;",
  "const host = HOST === '0.0.0.0' ? '127.0.0.1' : HOST;",
  "fetch('http://' + host + ':' + PORT + '/api/v1/actuator/health/liveness')",
  ".then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1));",
].join(" ");

/** The backend on Fargate: rolled out without ever going below the desired count, rolled back when it won't start. */
export class Service extends Construct {
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, environment: Environment, platform: Platform) {
    super(scope, id);
    const names = namesOf(environment.name);
    const task = new BackendTask(this, "Task", {
      environment,
      platform,
      family: names.backendService,
      logStreamPrefix: "backend",
      command: ["node", "main.mjs"],
      variables: {
        REDIS_HOST: platform.cache.replicationGroup.attrPrimaryEndPointAddress,
        REDIS_PORT: platform.cache.replicationGroup.attrPrimaryEndPointPort,
        REDIS_TLS: "true",
      },
      secrets: {
        JWT_SECRET: ecs.Secret.fromSecretsManager(platform.secrets.jwtSecret),
        REDIS_PASSWORD: ecs.Secret.fromSecretsManager(platform.secrets.redisAuthToken),
      },
      healthCheck: ["CMD", "node", "-e", LIVENESS_PROBE],
    });
    this.service = new ecs.FargateService(this, "Service", {
      serviceName: names.backendService,
      cluster: platform.cluster.cluster,
      taskDefinition: task.definition,
      desiredCount: environment.backend.desiredCount,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
      vpcSubnets: platform.network.serviceSubnets,
      // Immutable, because every rule stands in the network construct.
      securityGroups: [
        SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", platform.network.service.securityGroupId, {
          mutable: false,
        }),
      ],
      assignPublicIp: false,
    });
  }
}
