import * as elasticache from "aws-cdk-lib/aws-elasticache";
import { Construct } from "constructs";
import { acknowledge } from "./acknowledge.ts";
import type { Environment } from "./environments.ts";
import { namesOf } from "./names.ts";
import type { Network } from "./network.ts";
import type { Secrets } from "./secrets.ts";

export interface CacheProps {
  readonly environment: Environment;
  readonly network: Network;
  readonly secrets: Secrets;
}

/**
 * Redis: a primary and a replica in two zones with automatic failover, encrypted at rest and in transit, in subnets
 * without a route out. It holds counters and copies and nothing that can't be had again, so its removal leaves no
 * snapshot. No engine version is named: ElastiCache's own default is one that every target has.
 */
export class Cache extends Construct {
  readonly replicationGroup: elasticache.CfnReplicationGroup;

  constructor(scope: Construct, id: string, { environment, network, secrets }: CacheProps) {
    super(scope, id);
    const { replicationGroup } = namesOf(environment.name);
    const subnets = new elasticache.CfnSubnetGroup(this, "Subnets", {
      cacheSubnetGroupName: replicationGroup,
      description: `Redis of ${environment.name}`,
      subnetIds: network.vpc.selectSubnets(network.dataSubnets).subnetIds,
    });
    this.replicationGroup = new elasticache.CfnReplicationGroup(this, "ReplicationGroup", {
      replicationGroupId: replicationGroup,
      replicationGroupDescription: `Rate limits and read cache of ${environment.name}`,
      engine: "redis",
      cacheNodeType: `cache.${environment.cache.nodeType}`,
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      cacheSubnetGroupName: subnets.ref,
      securityGroupIds: [network.cache.securityGroupId],
      // A dynamic reference, which CloudFormation resolves; the token itself never stands in the template.
      authToken: secrets.redisAuthToken.secretValue.unsafeUnwrap(),
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      atRestEncryptionEnabled: true,
      snapshotRetentionLimit: environment.cache.snapshotRetentionDays,
      autoMinorVersionUpgrade: true,
    });
    acknowledge(this, "AEC5", "Clients expect Redis on its own port, and only tasks can reach it.");
  }
}
