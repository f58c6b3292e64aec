import { Duration } from "aws-cdk-lib";
import * as ecs from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import { BACKEND_PORT } from "./network.ts";
import type { Platform } from "./platform.ts";

export const BACKEND_CONTAINER = "backend";

/** From SIGTERM to SIGKILL: longer than the load balancer's deregistration delay, so that requests in flight end. */
const STOP_TIMEOUT_SECONDS = 30;

export interface BackendTaskProps {
  readonly environment: Environment;
  readonly platform: Platform;
  readonly family: string;
  /** First part of the log streams' names: `<prefix>/backend/<task id>`. */
  readonly logStreamPrefix: string;
  readonly command: readonly string[];
  /** Beside those of the database. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Beside the database's password; by the name of the environment variable. */
  readonly secrets: Readonly<Record<string, ecs.Secret>>;
  /** Exits 0 while the container is healthy; a task that runs to its end has none. */
  readonly healthCheck?: readonly string[];
}

/**
 * A task of the backend's image. Its execution role may pull that image, write that log group and read exactly the
 * secrets given here; its task role may do nothing, because the backend calls no AWS API.
 */
export class BackendTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;

  constructor(scope: Construct, id: string, props: BackendTaskProps) {
    super(scope, id);
    const { environment, platform } = props;
    const { database } = platform.data;
    const names = namesOf(environment.name);
    this.definition = new ecs.FargateTaskDefinition(this, "Definition", {
      family: props.family,
      cpu: environment.backend.cpuUnits,
      memoryLimitMiB: environment.backend.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    acknowledge(this, "ECS2", "These variables are not secret; what is secret comes from Secrets Manager.");
    acknowledge(this, "IAM5[Resource::*]", "ecr:GetAuthorizationToken knows no resources.");
    this.definition.addContainer(BACKEND_CONTAINER, {
      containerName: BACKEND_CONTAINER,
      image: ecs.ContainerImage.fromEcrRepository(platform.repositories.backend, "latest"),
      command: [...props.command],
      portMappings: [{ containerPort: BACKEND_PORT }],
      environment: {
        ENVIRONMENT: environment.name,
        PORT: String(BACKEND_PORT),
        DB_HOST: database.dbInstanceEndpointAddress,
        DB_PORT: database.dbInstanceEndpointPort,
        DB_NAME: names.databaseName,
        DB_USERNAME: names.databaseUser,
        ...props.variables,
      },
      secrets: {
        DB_PASSWORD: ecs.Secret.fromSecretsManager(platform.secrets.databasePassword),
        ...props.secrets,
      },
      logging: ecs.LogDriver.awsLogs({
        logGroup: platform.cluster.backendLogs,
        streamPrefix: props.logStreamPrefix,
        // Payments go on while CloudWatch Logs is slow or away.
        mode: ecs.AwsLogDriverMode.NON_BLOCKING,
      }),
      stopTimeout: Duration.seconds(STOP_TIMEOUT_SECONDS),
      readonlyRootFilesystem: true,
      ...(props.healthCheck && {
        healthCheck: {
          command: [...props.healthCheck],
          interval: Duration.seconds(10),
          timeout: Duration.seconds(5),
          retries: 3,
          startPeriod: Duration.seconds(30),
        },
      }),
    });
  }
}
