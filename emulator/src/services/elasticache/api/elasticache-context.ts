import type { CacheCluster, ReplicationGroup, Snapshot, User, UserGroup } from "@aws-sdk/client-elasticache";
import type { Instance } from "../../../instance/instance.ts";
import type { Collection } from "../../../store/store.ts";
import type { FindSubnets } from "../../ec2/find-subnets.ts";
import type { PresentEngine } from "../backend/engines.ts";
import type { EventLog } from "../backend/event-log.ts";
import type { Fleet } from "../backend/fleet.ts";
import type { Lifecycle } from "../backend/lifecycle.ts";
import type { Snapshots } from "../backend/snapshots.ts";
import type { Users } from "../backend/users.ts";
import type { ParameterGroups } from "../backend/parameter-groups.ts";
import { elasticacheArn, type ElasticacheResourceType } from "../state/arn.ts";
import { describeCacheCluster } from "../state/cache-cluster.ts";
import { elasticacheErrors } from "../state/errors.ts";
import {
  clusterId,
  describeReplicationGroup,
  type NodeRecord,
  type ReplicationGroupRecord,
} from "../state/replication-group.ts";
import { describeSnapshot, type SnapshotRecord } from "../state/snapshot.ts";
import { describeUser, type UserRecord } from "../state/user.ts";
import { describeUserGroup, type UserGroupRecord } from "../state/user-group.ts";
import { zonesOf, type SubnetGroupRecord } from "../state/subnet-group.ts";

/** What the operations work on. */
export interface ElasticacheContext {
  readonly instance: Pick<Instance, "accountId" | "region">;
  readonly engines: readonly PresentEngine[];
  readonly fleet: Fleet;
  readonly lifecycle: Lifecycle;
  readonly snapshots: Snapshots;
  readonly parameterGroups: ParameterGroups;
  readonly users: Users;
  readonly subnetGroups: Collection<SubnetGroupRecord>;
  /** Times of TestFailover calls, under the one key `calls`. */
  readonly testFailovers: Collection<readonly string[]>;
  /** TestFailover calls in 24 hours. */
  readonly testFailoversMax: number;
  readonly events: EventLog;
  readonly findSubnets: FindSubnets;
}

/** A node with the group that it belongs to: what AWS shows as a cache cluster. */
export interface ClusterRecord {
  readonly group: ReplicationGroupRecord;
  readonly node: NodeRecord;
  readonly id: string;
}

export function arnOf(context: ElasticacheContext, type: ElasticacheResourceType, name: string): string {
  return elasticacheArn(context.instance, type, name);
}

/** Throws `CacheSubnetGroupNotFoundFault`. */
export function subnetGroup(context: ElasticacheContext, name: string): SubnetGroupRecord {
  const group = context.subnetGroups.get(name.toLowerCase());
  if (!group) throw elasticacheErrors.subnetGroupNotFound(name);
  return group;
}

/** Zones in which a group's nodes can be: those of its subnet group, or two of the region without one. */
export function zones(context: ElasticacheContext, subnetGroupName: string | undefined): string[] {
  if (subnetGroupName === undefined || subnetGroupName === "default") {
    return ["a", "b"].map((letter) => `${context.instance.region}${letter}`);
  }
  return zonesOf(subnetGroup(context, subnetGroupName));
}

export function clusters(context: ElasticacheContext): ClusterRecord[] {
  return context.fleet.records
    .list()
    .flatMap((group) => group.nodes.map((node) => ({ group, node, id: clusterId(group, node.name) })));
}

/** Throws `CacheClusterNotFound`. */
export function cluster(context: ElasticacheContext, id: string): ClusterRecord {
  const found = clusters(context).find((each) => each.id === id.toLowerCase());
  if (!found) throw elasticacheErrors.clusterNotFound(id);
  return found;
}

/** A replication group as the API shows it, read from its record and its servers. */
export function showGroup(context: ElasticacheContext, record: ReplicationGroupRecord): ReplicationGroup {
  const { fleet } = context;
  return describeReplicationGroup(record, {
    arn: arnOf(context, "replicationgroup", record.identifier),
    primary: fleet.serversIfAny(record)?.context.topology.primary ?? "",
    primaryAddress: fleet.primaryAddress(record),
    readerAddress: fleet.readerAddress(record),
    nodeAddress: (node) => fleet.nodeAddress(record, node),
  });
}

export function showCluster(
  context: ElasticacheContext,
  { group, node, id }: ClusterRecord,
  showNodes: boolean,
): CacheCluster {
  const { fleet } = context;
  return describeCacheCluster(group, node, {
    arn: arnOf(context, "cluster", id),
    address: fleet.nodeAddress(group, node.name),
    isReady: fleet.serversIfAny(group)?.isReady(node.name) ?? false,
    showNodes,
  });
}

/** True while a group or cluster is being created from the snapshot. */
export function isRestoring({ fleet }: ElasticacheContext, { name }: SnapshotRecord): boolean {
  return fleet.records.list().some(({ status, restoredFrom }) => status === "creating" && restoredFrom === name);
}

export function showSnapshot(context: ElasticacheContext, record: SnapshotRecord, showNodeGroups = false): Snapshot {
  const arn = arnOf(context, "snapshot", record.name);
  return describeSnapshot(record, { arn, isRestoring: isRestoring(context, record), showNodeGroups });
}

export function showUser(context: ElasticacheContext, user: UserRecord): User {
  return describeUser(user, { arn: arnOf(context, "user", user.id), groupIds: context.users.groupIdsOf(user) });
}

/** Identifiers of the replication groups that have a user group. */
export function replicationGroupsOf({ fleet }: ElasticacheContext, { id }: UserGroupRecord): string[] {
  return fleet.groups().flatMap(({ identifier, userGroupIds = [] }) => (userGroupIds.includes(id) ? [identifier] : []));
}

export function showUserGroup(context: ElasticacheContext, group: UserGroupRecord): UserGroup {
  const arn = arnOf(context, "usergroup", group.id);
  return describeUserGroup(group, { arn, replicationGroups: replicationGroupsOf(context, group) });
}
