import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { modifiedReplicationGroup } from "../state/modify-replication-group.ts";
import { refuseMemcached } from "../state/new-cache-cluster.ts";
import { keyOf } from "../state/replication-group.ts";
import { checkParameterGroup } from "./create-replication-group.ts";
import { cluster, showCluster, type ElasticacheContext } from "./elasticache-context.ts";

/** Of a cluster of its own; one of a group is modified with its group. */
export function modifyCacheCluster(context: ElasticacheContext): Handler<typeof elasticache, "ModifyCacheCluster"> {
  return async (input) => {
    const { fleet, lifecycle, engines } = context;
    const { CacheClusterId, CacheNodeIdsToRemove, NewAvailabilityZones, ...changes } = input;
    const { group, id } = cluster(context, CacheClusterId!);
    refuseMemcached({ CacheClusterId, ...changes });
    if ((CacheNodeIdsToRemove?.length ?? 0) > 0 || (NewAvailabilityZones?.length ?? 0) > 0) {
      throw elasticacheErrors.invalidCombination(
        "CacheNodeIdsToRemove and NewAvailabilityZones are supported for Memcached clusters only.",
      );
    }
    if (!group.isStandalone) {
      throw elasticacheErrors.invalidClusterState(
        `Cache cluster ${id} is part of replication group ${group.identifier}; modify the replication group.`,
      );
    }
    const modified = modifiedReplicationGroup(group, { ...changes, ReplicationGroupId: id }, engines, new Date());
    checkParameterGroup(context, modified);
    fleet.put({ ...modified, status: "modifying" });
    const shown = showCluster(context, cluster(context, id), false);
    void lifecycle.modify(keyOf(group));
    return { CacheCluster: shown };
  };
}
