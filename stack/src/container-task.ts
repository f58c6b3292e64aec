import { Duration } from "aws-cdk-lib";
import type * as ecr from "aws-cdk-lib/aws-ecr";
import * as ecs from "aws-cdk-lib/aws-ecs";
import type * as logs from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { TaskSize } from "./environments.ts";

/** From SIGTERM to SIGKILL: longer than the load balancer's deregistration delay, so that requests in flight end. */
const STOP_TIMEOUT_SECONDS = 30;

export interface ContainerTaskProps {
  readonly family: string;
  readonly containerName: string;
  readonly size: TaskSize;
  /** Its image tagged `latest` is what runs. */
  readonly repository: ecr.IRepository;
  readonly port: number;
  readonly command: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  /** By the name of the environment variable. */
  readonly secrets: Readonly<Record<string, ecs.Secret>>;
  readonly logGroup: logs.ILogGroup;
  /** First part of the log streams' names: `<prefix>/<container>/<task id>`. */
  readonly logStreamPrefix: string;
  /** Exits 0 while the container is healthy; a task that runs to its end has none. */
  readonly healthCheck?: readonly string[];
}

/**
 * A Fargate task of one container. Its execution role may pull that image, write that log group and read exactly the
 * secrets given here; its task role may do nothing, because neither backend nor frontend calls an AWS API.
 */
export class ContainerTask extends Construct {
  readonly definition: ecs.FargateTaskDefinition;

  constructor(scope: Construct, id: string, props: ContainerTaskProps) {
    super(scope, id);
    this.definition = new ecs.FargateTaskDefinition(this, "Definition", {
      family: props.family,
      cpu: props.size.cpuUnits,
      memoryLimitMiB: props.size.memoryMiB,
      runtimePlatform: {
        cpuArchitecture: ecs.CpuArchitecture.X86_64,
        operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
      },
    });
    acknowledge(this, "ECS2", "These variables are not secret; what is secret comes from Secrets Manager.");
    acknowledge(this, "IAM5[Resource::*]", "ecr:GetAuthorizationToken knows no resources.");
    this.definition.addContainer(props.containerName, {
      containerName: props.containerName,
      image: ecs.ContainerImage.fromEcrRepository(props.repository, "latest"),
      command: [...props.command],
      portMappings: [{ containerPort: props.port }],
      environment: { PORT: String(props.port), ...props.variables },
      secrets: props.secrets,
      logging: ecs.LogDriver.awsLogs({
        logGroup: props.logGroup,
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
