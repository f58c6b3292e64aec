import * as ecs from "aws-cdk-lib/aws-ecs";
import * as logs from "aws-cdk-lib/aws-logs";
import { RemovalPolicy } from "aws-cdk-lib";
import { Construct } from "constructs";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Network } from "./network.ts";

/** Where tasks run and write their logs. It stands before any image exists, so that one-off tasks can prepare the data. */
export class Cluster extends Construct {
  readonly cluster: ecs.ICluster;
  readonly backendLogs: logs.LogGroup;
  readonly frontendLogs: logs.LogGroup;

  constructor(scope: Construct, id: string, environment: Environment, network: Network) {
    super(scope, id);
    const names = namesOf(environment.name);
    const cluster = new ecs.Cluster(this, "Cluster", {
      clusterName: names.cluster,
      vpc: network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    this.cluster = cluster as ecs.ICluster;
    this.backendLogs = this.#logGroup("BackendLogs", names.backendLogGroup, environment);
    this.frontendLogs = this.#logGroup("FrontendLogs", names.frontendLogGroup, environment);
  }

  #logGroup(id: string, logGroupName: string, environment: Environment): logs.LogGroup {
    return new logs.LogGroup(this, id, {
      logGroupName,
      retention: environment.logRetentionDays,
      removalPolicy: environment.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
