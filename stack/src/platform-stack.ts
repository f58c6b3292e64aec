import { CfnOutput, Fn, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Cache } from "./cache.ts";
import { Cluster } from "./cluster.ts";
import { Data } from "./data.ts";
import type { Environment } from "./environments.ts";
import { Migration } from "./migration.ts";
import { namesOf } from "./names.ts";
import { Network } from "./network.ts";
import type { Platform } from "./platform.ts";
import { Repositories } from "./repositories.ts";
import { Secrets } from "./secrets.ts";

/** Everything that must stand before an image can be pushed and the schema migrated. */
export class PlatformStack extends Stack implements Platform {
  readonly network: Network;
  readonly repositories: Repositories;
  readonly secrets: Secrets;
  readonly data: Data;
  readonly cache: Cache;
  readonly cluster: Cluster;
  readonly migration: Migration;

  constructor(scope: Construct, environment: Environment) {
    super(scope, namesOf(environment.name).platformStack, {
      description: `Network, repositories, secrets and data of ${environment.name}`,
    });
    this.network = new Network(this, "Network", environment);
    this.repositories = new Repositories(this, "Repositories", environment);
    this.secrets = new Secrets(this, "Secrets", environment);
    this.data = new Data(this, "Data", { environment, network: this.network, secrets: this.secrets });
    this.cache = new Cache(this, "Cache", { environment, network: this.network, secrets: this.secrets });
    this.cluster = new Cluster(this, "Cluster", environment, this.network);
    this.migration = new Migration(this, "Migration", environment, this);
    Tags.of(this).add("project", "payment-system");
    Tags.of(this).add("environment", environment.name);
    this.#addOutputs(environment);
  }

  #addOutputs(environment: Environment): void {
    const names = namesOf(environment.name);
    const serviceSubnets = this.network.vpc.selectSubnets(this.network.serviceSubnets).subnetIds;
    const outputs = {
      BackendEcrRepositoryUrl: this.repositories.backend.repositoryUri,
      FrontendEcrRepositoryUrl: this.repositories.frontend.repositoryUri,
      EcsClusterName: this.cluster.cluster.clusterName,
      BackendLogGroup: this.cluster.backendLogs.logGroupName,
      FrontendLogGroup: this.cluster.frontendLogs.logGroupName,
      MigrateTaskDefinition: this.migration.task.definition.taskDefinitionArn,
      TaskSubnets: Fn.join(",", serviceSubnets),
      TaskSecurityGroup: this.network.service.securityGroupId,
      DbInstanceIdentifier: this.data.database.instanceIdentifier,
      DbEndpoint: this.data.database.dbInstanceEndpointAddress,
      ...(this.data.replica && { DbReaderEndpoint: this.data.replica.dbInstanceEndpointAddress }),
      RedisReplicationGroupId: this.cache.replicationGroup.ref,
      RedisEndpoint: this.cache.replicationGroup.attrPrimaryEndPointAddress,
      DbSecretArn: this.secrets.databasePassword.secretArn,
      JwtSecretArn: this.secrets.jwtSecret.secretArn,
      RedisAuthTokenSecretArn: this.secrets.redisAuthToken.secretArn,
      AppConfigSecretName: names.appConfigSecret,
    };
    for (const [key, value] of Object.entries(outputs)) new CfnOutput(this, key, { value });
  }
}
