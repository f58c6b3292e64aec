import type { DecreaseReplicaCountMessage, IncreaseReplicaCountMessage } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import { assertAccepts } from "./group-state.ts";
import { nodeOfCluster } from "./modify-replication-group.ts";
import { placeNodes, REPLICAS_MAX, type Placement } from "./placement.ts";
import {
  clusterId as nameOf,
  NODE_GROUP_ID,
  type NodeRecord,
  type ReplicationGroupRecord,
} from "./replication-group.ts";

/** The nodes after IncreaseReplicaCount. Throws AWS's error for what it would refuse. */
export function moreReplicas(
  record: ReplicationGroupRecord,
  input: IncreaseReplicaCountMessage,
  placement: Placement,
): NodeRecord[] {
  assertAccepts(record, "modify");
  const count = wantedReplicas(input);
  const current = record.nodes.length - 1;
  if (count <= current) {
    throw elasticacheErrors.invalidValue(`NewReplicaCount ${count} must be greater than the current ${current}.`);
  }
  const zones = input.ReplicaConfiguration?.[0]?.PreferredAvailabilityZones ?? [];
  return placeNodes(record.nodes, count - current, zones, placement);
}

/** The nodes after DecreaseReplicaCount: those that are named go, else the youngest replicas. */
export function fewerReplicas(
  record: ReplicationGroupRecord,
  input: DecreaseReplicaCountMessage,
  primary: string,
): NodeRecord[] {
  assertAccepts(record, "modify");
  const named = (input.ReplicasToRemove ?? []).map((id) => nodeOfCluster(record, id));
  if (named.includes(primary)) {
    throw elasticacheErrors.invalidCombination("The primary can't be removed; remove a replica.");
  }
  const current = record.nodes.length - 1;
  const count = named.length > 0 ? current - named.length : wantedReplicas(input);
  if (count >= current) {
    throw elasticacheErrors.invalidValue(`NewReplicaCount ${count} must be less than the current ${current}.`);
  }
  const { automaticFailover, multiAz } = record.settings;
  if (count < 1 && (automaticFailover || multiAz)) {
    throw elasticacheErrors.invalidCombination(
      "When using automatic failover, there must be at least 2 cache clusters in the replication group.",
    );
  }
  const youngest = [...record.nodes].filter(({ name }) => name !== primary).reverse();
  const removed = named.length > 0 ? named : youngest.slice(0, current - count).map(({ name }) => name);
  return record.nodes.filter(({ name }) => !removed.includes(name));
}

/** The nodes with one more replica, whose cache cluster is named by its creator. */
export function replicaNamed(
  record: ReplicationGroupRecord,
  clusterId: string,
  zone: string | undefined,
  placement: Placement,
): NodeRecord[] {
  assertAccepts(record, "modify");
  if (record.nodes.length > REPLICAS_MAX) {
    throw elasticacheErrors.nodeQuotaExceeded(`A replication group has at most ${REPLICAS_MAX} replicas.`);
  }
  const nodes = placeNodes(record.nodes, 1, zone === undefined ? [] : [zone], placement);
  return nodes.map((node) => (record.nodes.includes(node) ? node : { ...node, clusterId }));
}

/** The nodes without a replica. Throws AWS's error for the last one that automatic failover needs. */
export function withoutReplica(record: ReplicationGroupRecord, node: string): NodeRecord[] {
  assertAccepts(record, "modify");
  if (record.settings.automaticFailover && record.nodes.length <= 2) {
    throw elasticacheErrors.invalidClusterState(
      `Cache cluster ${nameOf(record, node)} is the last replica of replication group ${record.identifier}, which has automatic failover enabled, and cannot be deleted.`,
    );
  }
  return record.nodes.filter(({ name }) => name !== node);
}

function wantedReplicas(input: IncreaseReplicaCountMessage | DecreaseReplicaCountMessage): number {
  const [shard] = input.ReplicaConfiguration ?? [];
  if (shard && shard.NodeGroupId !== NODE_GROUP_ID) throw elasticacheErrors.nodeGroupNotFound(shard.NodeGroupId!);
  const count = input.NewReplicaCount ?? shard?.NewReplicaCount;
  if (count === undefined) throw elasticacheErrors.invalidCombination("NewReplicaCount must be provided.");
  if (Number.isInteger(count) && count >= 0 && count <= REPLICAS_MAX) return count;
  throw elasticacheErrors.invalidValue(`Invalid NewReplicaCount: ${count}. Must be between 0 and ${REPLICAS_MAX}`);
}
