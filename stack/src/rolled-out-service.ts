import { Duration } from "aws-cdk-lib";
import { SecurityGroup } from "aws-cdk-lib/aws-ec2";
import * as ecs from "aws-cdk-lib/aws-ecs";
import { Construct } from "constructs";
import type { ContainerTask } from "./container-task.ts";
import type { Platform } from "./platform.ts";

export interface RolledOutServiceProps {
  readonly platform: Platform;
  readonly serviceName: string;
  readonly desiredCount: number;
  readonly securityGroup: SecurityGroup;
  /** Makes the service's task below the service. */
  readonly task: (scope: Construct) => ContainerTask;
}

/** Tasks on Fargate: rolled out without ever going below the desired count, rolled back when they won't start. */
export class RolledOutService extends Construct {
  readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: RolledOutServiceProps) {
    super(scope, id);
    this.service = new ecs.FargateService(this, "Service", {
      serviceName: props.serviceName,
      cluster: props.platform.cluster.cluster,
      taskDefinition: props.task(this).definition,
      desiredCount: props.desiredCount,
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.seconds(60),
      vpcSubnets: props.platform.network.serviceSubnets,
      // Immutable, because every rule stands in the network construct.
      securityGroups: [
        SecurityGroup.fromSecurityGroupId(this, "SecurityGroup", props.securityGroup.securityGroupId, {
          mutable: false,
        }),
      ],
      assignPublicIp: false,
    });
  }
}
