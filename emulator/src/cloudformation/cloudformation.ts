import * as ecrSdk from "@aws-sdk/client-ecr";
import * as ecsSdk from "@aws-sdk/client-ecs";
import * as elbv2Sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import * as elasticacheSdk from "@aws-sdk/client-elasticache";
import * as rdsSdk from "@aws-sdk/client-rds";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Instance } from "../instance/instance.ts";
import type { Log } from "../log.ts";
import type { Handlers } from "../wire/handlers.ts";
import { serveTypes, type CloudFormation } from "./serve-types.ts";
import { serviceCalls } from "./service-calls.ts";
import { cacheClusterType } from "./types/cache-cluster.ts";
import { cacheParameterGroupType } from "./types/cache-parameter-group.ts";
import { cacheSubnetGroupType } from "./types/cache-subnet-group.ts";
import { cacheUserGroupType } from "./types/cache-user-group.ts";
import { cacheUserType } from "./types/cache-user.ts";
import { dbInstanceType } from "./types/db-instance.ts";
import { dbParameterGroupType } from "./types/db-parameter-group.ts";
import { dbSubnetGroupType } from "./types/db-subnet-group.ts";
import { ecrRepositoryType } from "./types/ecr-repository.ts";
import { ecsCapacityProvidersType } from "./types/ecs-capacity-providers.ts";
import { ecsClusterType } from "./types/ecs-cluster.ts";
import { ecsServiceType } from "./types/ecs-service.ts";
import { ecsTaskDefinitionType } from "./types/ecs-task-definition.ts";
import { listenerCertificateType } from "./types/listener-certificate.ts";
import { listenerRuleType } from "./types/listener-rule.ts";
import { listenerType } from "./types/listener.ts";
import { loadBalancerType } from "./types/load-balancer.ts";
import { replicationGroupType } from "./types/replication-group.ts";
import { secretTargetAttachmentType } from "./types/secret-target-attachment.ts";
import { targetGroupType } from "./types/target-group.ts";

export interface CloudFormationDependencies {
  readonly rds: { readonly handlers: Handlers<typeof rdsSdk> };
  readonly ecs: { readonly handlers: Handlers<typeof ecsSdk> };
  readonly ecr: { readonly handlers: Handlers<typeof ecrSdk> };
  readonly elbv2: { readonly handlers: Handlers<typeof elbv2Sdk> };
  readonly elasticache: { readonly handlers: Handlers<typeof elasticacheSdk> };
  readonly instance: Pick<Instance, "endpointUrl" | "region">;
  readonly log: Log;
}

/** The emulated services as CloudFormation resource types; stacks themselves run in LocalStack. */
export function createCloudFormation(dependencies: CloudFormationDependencies): CloudFormation {
  const { instance, log } = dependencies;
  const rds = serviceCalls(rdsSdk, dependencies.rds.handlers);
  const ecs = serviceCalls(ecsSdk, dependencies.ecs.handlers);
  const ecr = serviceCalls(ecrSdk, dependencies.ecr.handlers);
  const elbv2 = serviceCalls(elbv2Sdk, dependencies.elbv2.handlers);
  const elasticache = serviceCalls(elasticacheSdk, dependencies.elasticache.handlers);
  const secrets = new SecretsManagerClient({
    endpoint: instance.endpointUrl,
    region: instance.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const types = {
    "AWS::ECR::Repository": ecrRepositoryType(ecr),
    "AWS::ECS::Cluster": ecsClusterType(ecs),
    "AWS::ECS::ClusterCapacityProviderAssociations": ecsCapacityProvidersType(ecs),
    "AWS::ECS::Service": ecsServiceType(ecs),
    "AWS::ECS::TaskDefinition": ecsTaskDefinitionType(ecs),
    "AWS::ElastiCache::CacheCluster": cacheClusterType(elasticache),
    "AWS::ElastiCache::ParameterGroup": cacheParameterGroupType(elasticache),
    "AWS::ElastiCache::ReplicationGroup": replicationGroupType(elasticache),
    "AWS::ElastiCache::SubnetGroup": cacheSubnetGroupType(elasticache),
    "AWS::ElastiCache::User": cacheUserType(elasticache),
    "AWS::ElastiCache::UserGroup": cacheUserGroupType(elasticache),
    "AWS::ElasticLoadBalancingV2::Listener": listenerType(elbv2),
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": listenerCertificateType(elbv2),
    "AWS::ElasticLoadBalancingV2::ListenerRule": listenerRuleType(elbv2),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancerType(elbv2),
    "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroupType(elbv2),
    "AWS::RDS::DBInstance": dbInstanceType(rds),
    "AWS::RDS::DBParameterGroup": dbParameterGroupType(rds),
    "AWS::RDS::DBSubnetGroup": dbSubnetGroupType(rds),
    "AWS::SecretsManager::SecretTargetAttachment": secretTargetAttachmentType(rds, secrets),
  };
  return serveTypes(types, log);
}
