import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handlers } from "../../wire/handlers.ts";
import { refuseCacheSecurityGroups } from "./api/cache-security-groups.ts";
import { decreaseReplicaCount, increaseReplicaCount } from "./api/change-replica-count.ts";
import { copySnapshot } from "./api/copy-snapshot.ts";
import { createCacheCluster } from "./api/create-cache-cluster.ts";
import { createCacheParameterGroup } from "./api/create-cache-parameter-group.ts";
import { createCacheSubnetGroup } from "./api/create-cache-subnet-group.ts";
import { createReplicationGroup } from "./api/create-replication-group.ts";
import { createSnapshot } from "./api/create-snapshot.ts";
import { createUserGroup } from "./api/create-user-group.ts";
import { createUser } from "./api/create-user.ts";
import { deleteCacheCluster } from "./api/delete-cache-cluster.ts";
import { deleteCacheParameterGroup } from "./api/delete-cache-parameter-group.ts";
import { deleteCacheSubnetGroup } from "./api/delete-cache-subnet-group.ts";
import { deleteReplicationGroup } from "./api/delete-replication-group.ts";
import { deleteSnapshot } from "./api/delete-snapshot.ts";
import { deleteUserGroup } from "./api/delete-user-group.ts";
import { deleteUser } from "./api/delete-user.ts";
import { describeCacheClusters } from "./api/describe-cache-clusters.ts";
import { describeCacheEngineVersions } from "./api/describe-cache-engine-versions.ts";
import { describeCacheParameterGroups } from "./api/describe-cache-parameter-groups.ts";
import { describeCacheParameters } from "./api/describe-cache-parameters.ts";
import { describeCacheSubnetGroups } from "./api/describe-cache-subnet-groups.ts";
import { describeEngineDefaultParameters } from "./api/describe-engine-default-parameters.ts";
import { describeEvents } from "./api/describe-events.ts";
import { describeNone } from "./api/describe-none.ts";
import { describeReplicationGroups } from "./api/describe-replication-groups.ts";
import { describeSnapshots } from "./api/describe-snapshots.ts";
import { describeUserGroups } from "./api/describe-user-groups.ts";
import { describeUsers } from "./api/describe-users.ts";
import type { ElasticacheContext } from "./api/elasticache-context.ts";
import { listAllowedNodeTypeModifications } from "./api/list-allowed-node-type-modifications.ts";
import { modifyCacheCluster } from "./api/modify-cache-cluster.ts";
import { modifyCacheParameterGroup } from "./api/modify-cache-parameter-group.ts";
import { modifyCacheSubnetGroup } from "./api/modify-cache-subnet-group.ts";
import { modifyReplicationGroupShardConfiguration } from "./api/modify-replication-group-shard-configuration.ts";
import { modifyReplicationGroup } from "./api/modify-replication-group.ts";
import { modifyUserGroup } from "./api/modify-user-group.ts";
import { modifyUser } from "./api/modify-user.ts";
import { rebootCacheCluster } from "./api/reboot-cache-cluster.ts";
import { resetCacheParameterGroup } from "./api/reset-cache-parameter-group.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./api/tags.ts";
import { testFailover } from "./api/test-failover.ts";

const OPERATIONS = {
  AddTagsToResource: addTagsToResource,
  AuthorizeCacheSecurityGroupIngress: refuseCacheSecurityGroups,
  CopySnapshot: copySnapshot,
  CreateCacheCluster: createCacheCluster,
  CreateCacheParameterGroup: createCacheParameterGroup,
  CreateCacheSecurityGroup: refuseCacheSecurityGroups,
  CreateCacheSubnetGroup: createCacheSubnetGroup,
  CreateReplicationGroup: createReplicationGroup,
  CreateSnapshot: createSnapshot,
  CreateUser: createUser,
  CreateUserGroup: createUserGroup,
  DecreaseReplicaCount: decreaseReplicaCount,
  DeleteCacheCluster: deleteCacheCluster,
  DeleteCacheParameterGroup: deleteCacheParameterGroup,
  DeleteCacheSecurityGroup: refuseCacheSecurityGroups,
  DeleteCacheSubnetGroup: deleteCacheSubnetGroup,
  DeleteReplicationGroup: deleteReplicationGroup,
  DeleteSnapshot: deleteSnapshot,
  DeleteUser: deleteUser,
  DeleteUserGroup: deleteUserGroup,
  DescribeCacheClusters: describeCacheClusters,
  DescribeCacheEngineVersions: describeCacheEngineVersions,
  DescribeCacheParameterGroups: describeCacheParameterGroups,
  DescribeCacheParameters: describeCacheParameters,
  DescribeCacheSecurityGroups: refuseCacheSecurityGroups,
  DescribeCacheSubnetGroups: describeCacheSubnetGroups,
  DescribeEngineDefaultParameters: describeEngineDefaultParameters,
  DescribeEvents: describeEvents,
  DescribeGlobalReplicationGroups: describeNone({
    list: "GlobalReplicationGroups",
    id: "GlobalReplicationGroupId",
    notFound: "GlobalReplicationGroupNotFoundFault",
  }),
  DescribeReplicationGroups: describeReplicationGroups,
  DescribeReservedCacheNodes: describeNone({
    list: "ReservedCacheNodes",
    id: "ReservedCacheNodeId",
    notFound: "ReservedCacheNodeNotFound",
  }),
  DescribeReservedCacheNodesOfferings: describeNone({
    list: "ReservedCacheNodesOfferings",
    id: "ReservedCacheNodesOfferingId",
    notFound: "ReservedCacheNodesOfferingNotFound",
  }),
  DescribeServerlessCacheSnapshots: describeNone({
    list: "ServerlessCacheSnapshots",
    id: "ServerlessCacheSnapshotName",
    notFound: "ServerlessCacheSnapshotNotFoundFault",
  }),
  DescribeServerlessCaches: describeNone({
    list: "ServerlessCaches",
    id: "ServerlessCacheName",
    notFound: "ServerlessCacheNotFoundFault",
  }),
  DescribeServiceUpdates: describeNone({
    list: "ServiceUpdates",
    id: "ServiceUpdateName",
    notFound: "ServiceUpdateNotFoundFault",
  }),
  DescribeSnapshots: describeSnapshots,
  DescribeUpdateActions: describeNone({
    list: "UpdateActions",
    id: "ServiceUpdateName",
    notFound: "ServiceUpdateNotFoundFault",
  }),
  DescribeUserGroups: describeUserGroups,
  DescribeUsers: describeUsers,
  IncreaseReplicaCount: increaseReplicaCount,
  ListAllowedNodeTypeModifications: listAllowedNodeTypeModifications,
  ListTagsForResource: listTagsForResource,
  ModifyCacheCluster: modifyCacheCluster,
  ModifyCacheParameterGroup: modifyCacheParameterGroup,
  ModifyCacheSubnetGroup: modifyCacheSubnetGroup,
  ModifyReplicationGroup: modifyReplicationGroup,
  ModifyReplicationGroupShardConfiguration: modifyReplicationGroupShardConfiguration,
  ModifyUser: modifyUser,
  ModifyUserGroup: modifyUserGroup,
  RebootCacheCluster: rebootCacheCluster,
  RemoveTagsFromResource: removeTagsFromResource,
  ResetCacheParameterGroup: resetCacheParameterGroup,
  RevokeCacheSecurityGroupIngress: refuseCacheSecurityGroups,
  TestFailover: testFailover,
} as const;

export type ElasticacheHandlers = Required<Pick<Handlers<typeof elasticache>, keyof typeof OPERATIONS>>;

/** The operations of ElastiCache that are implemented. Each waits for `context`, which is there once it has started. */
export function elasticacheHandlers(context: Promise<ElasticacheContext>): ElasticacheHandlers {
  const handlers = Object.entries(OPERATIONS).map(([name, operation]) => {
    const bind = operation as (context: ElasticacheContext) => (input: object, call: object) => Promise<object>;
    return [name, async (input: object, call: object) => bind(await context)(input, call)];
  });
  return Object.fromEntries(handlers) as ElasticacheHandlers;
}
