import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { keyOf } from "../state/replication-group.ts";
import { withoutReplica } from "../state/replica-count.ts";
import { beginDeletion } from "./delete-replication-group.ts";
import { cluster, showCluster, type ClusterRecord, type ElasticacheContext } from "./elasticache-context.ts";

/** A cluster of its own with its last snapshot if one is asked for, or a replica of a group. */
export function deleteCacheCluster(context: ElasticacheContext): Handler<typeof elasticache, "DeleteCacheCluster"> {
  return async (input) => {
    const found = cluster(context, input.CacheClusterId!);
    if (!found.group.isStandalone)
      return { CacheCluster: deleteReplica(context, found, input.FinalSnapshotIdentifier) };
    assertAccepts(found.group, "delete");
    beginDeletion(context, found.group, { finalSnapshot: input.FinalSnapshotIdentifier, node: found.node.name });
    const shown = showCluster(context, cluster(context, found.id), false);
    void context.lifecycle.delete(keyOf(found.group));
    return { CacheCluster: shown };
  };
}

function deleteReplica(
  context: ElasticacheContext,
  found: ClusterRecord,
  finalSnapshot: string | undefined,
): elasticache.CacheCluster {
  const { fleet, lifecycle } = context;
  const { group, node, id } = found;
  if (finalSnapshot !== undefined) {
    throw elasticacheErrors.invalidCombination(
      `Cache cluster ${id} is part of replication group ${group.identifier}: a final snapshot is the group's.`,
    );
  }
  const { primary } = fleet.servers(group).context.topology;
  if (node.name === primary) {
    throw elasticacheErrors.invalidClusterState(
      `Cache cluster ${id} is serving as primary for replication group ${group.identifier} and cannot be deleted.`,
    );
  }
  const nodes = withoutReplica(group, node.name);
  const shown = { ...showCluster(context, found, false), CacheClusterStatus: "deleting" };
  fleet.update(keyOf(group), { nodes, status: "modifying" });
  void lifecycle.modify(keyOf(group));
  return shown;
}
