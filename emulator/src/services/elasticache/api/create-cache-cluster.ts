import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { checkedClusterId, newCacheCluster, refuseMemcached } from "../state/new-cache-cluster.ts";
import { keyOf } from "../state/replication-group.ts";
import { replicaNamed } from "../state/replica-count.ts";
import { checkParameterGroup } from "./create-replication-group.ts";
import { cluster, clusters, showCluster, zones, type ElasticacheContext } from "./elasticache-context.ts";

/**
 * A cluster of its own, which may begin with a snapshot's data, or with ReplicationGroupId one more replica of a group.
 * It is `creating` while its server comes up in the background.
 */
export function createCacheCluster(context: ElasticacheContext): Handler<typeof elasticache, "CreateCacheCluster"> {
  return async (input) => {
    const id = checkedClusterId(input.CacheClusterId!);
    if (input.ReplicationGroupId !== undefined) return { CacheCluster: addReplica(context, id, input) };
    const { fleet, engines, lifecycle } = context;
    const snapshot = input.SnapshotName === undefined ? undefined : context.snapshots.get(input.SnapshotName);
    const subnetGroupName = input.CacheSubnetGroupName ?? snapshot?.origin.subnetGroupName;
    const around = { engineVersions: engines, zones: zones(context, subnetGroupName), now: new Date(), snapshot };
    const record = newCacheCluster(input, around);
    checkParameterGroup(context, record);
    assertIsFree(context, id);
    fleet.put(record);
    void lifecycle.create(keyOf(record));
    return { CacheCluster: showCluster(context, cluster(context, id), false) };
  };
}

/** Throws `CacheClusterAlreadyExists`. */
export function assertIsFree(context: ElasticacheContext, ...ids: readonly string[]): void {
  const taken = clusters(context).find(({ id }) => ids.includes(id));
  if (taken) throw elasticacheErrors.clusterAlreadyExists(taken.id);
}

function addReplica(
  context: ElasticacheContext,
  id: string,
  input: elasticache.CreateCacheClusterMessage,
): elasticache.CacheCluster {
  const { fleet, lifecycle } = context;
  refuseMemcached(input);
  const group = fleet.record(input.ReplicationGroupId!);
  if (input.SnapshotName !== undefined || input.SnapshotArns?.length) {
    throw elasticacheErrors.invalidCombination("A replica can't be created from a snapshot.");
  }
  const placement = {
    multiAz: group.settings.multiAz,
    zones: zones(context, group.subnetGroupName),
    at: new Date().toISOString(),
  };
  const nodes = replicaNamed(group, id, input.PreferredAvailabilityZone, placement);
  assertIsFree(context, id);
  fleet.update(keyOf(group), { nodes, status: "modifying" });
  void lifecycle.modify(keyOf(group));
  return { ...showCluster(context, cluster(context, id), false), CacheClusterStatus: "creating" };
}
