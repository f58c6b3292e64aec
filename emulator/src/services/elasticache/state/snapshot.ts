import type { Snapshot } from "@aws-sdk/client-elasticache";
import type { Engine } from "./engines.ts";
import { CACHE_NODE_ID, clusterId, NODE_GROUP_ID, type ReplicationGroupRecord } from "./replication-group.ts";

/** What ElastiCache takes by itself it calls `automated`, what a user asks for `manual`. */
export type SnapshotSource = "automated" | "manual";

/** The configuration that a snapshot remembers of its source: what a restore takes where the request says nothing. */
export interface SnapshotOrigin {
  /** Of a snapshot of a whole replication group. */
  readonly replicationGroup?: {
    readonly id: string;
    readonly description: string;
    readonly automaticFailover: boolean;
  };
  readonly clusterId: string;
  readonly nodeType: string;
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly port: number;
  readonly zone: string;
  /** ISO 8601 */
  readonly clusterCreatedAt: string;
  readonly maintenanceWindow: string;
  readonly notificationTopicArn?: string;
  readonly parameterGroupName: string;
  readonly subnetGroupName: string;
  readonly vpcId?: string;
  readonly autoMinorVersionUpgrade: boolean;
  readonly snapshotRetentionLimit: number;
  readonly snapshotWindow: string;
}

/** A snapshot as it is kept in the Store, by its name; its data are an RDB file of its resource id's name. */
export interface SnapshotRecord {
  readonly name: string;
  readonly resourceId: string;
  readonly status: "creating" | "available" | "deleting" | "failed";
  readonly source: SnapshotSource;
  /** While `creating`: whose data, by the resource id of the group, or which snapshot's. */
  readonly sourceResourceId: string;
  /** The node whose data are asked for; any that has them when absent. */
  readonly node?: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly kmsKeyId?: string;
  readonly origin: SnapshotOrigin;
  readonly tags: Record<string, string>;
}

/** `node` is the cluster that was asked for; without it the snapshot is the group's. */
export function originOf(
  record: ReplicationGroupRecord,
  around: { readonly node: string | undefined; readonly primary: string; readonly vpcId: string | undefined },
): SnapshotOrigin {
  const { settings } = record;
  const name = around.node ?? around.primary;
  const node = record.nodes.find((each) => each.name === name) ?? record.nodes[0]!;
  return {
    ...(around.node === undefined && {
      replicationGroup: {
        id: record.identifier,
        description: record.description,
        automaticFailover: settings.automaticFailover,
      },
    }),
    clusterId: clusterId(record, node.name),
    nodeType: settings.nodeType,
    engine: record.engine,
    engineVersion: record.engineVersion,
    port: record.port,
    zone: node.zone,
    clusterCreatedAt: node.createdAt,
    maintenanceWindow: settings.maintenanceWindow,
    ...(settings.notificationTopicArn !== undefined && { notificationTopicArn: settings.notificationTopicArn }),
    parameterGroupName: record.parameterGroupName,
    subnetGroupName: record.subnetGroupName,
    ...(around.vpcId !== undefined && { vpcId: around.vpcId }),
    autoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    snapshotRetentionLimit: settings.snapshotRetentionLimit,
    snapshotWindow: settings.snapshotWindow,
  };
}

const BYTES_PER_MB = 1_048_576;

export interface SnapshotSurroundings {
  readonly arn: string;
  /** A group or cluster is being created from it. */
  readonly isRestoring: boolean;
  readonly showNodeGroups: boolean;
}

/** A snapshot as the API shows it. */
export function describeSnapshot(
  { origin, ...record }: SnapshotRecord,
  { arn, isRestoring, showNodeGroups }: SnapshotSurroundings,
): Snapshot {
  const group = origin.replicationGroup;
  return {
    SnapshotName: record.name,
    ...(group
      ? {
          ReplicationGroupId: group.id,
          ReplicationGroupDescription: group.description,
          NumNodeGroups: 1,
          AutomaticFailover: group.automaticFailover ? "enabled" : "disabled",
        }
      : {
          CacheClusterId: origin.clusterId,
          NumCacheNodes: 1,
          PreferredAvailabilityZone: origin.zone,
          CacheClusterCreateTime: new Date(origin.clusterCreatedAt),
        }),
    SnapshotStatus: isRestoring && record.status === "available" ? "restoring" : record.status,
    SnapshotSource: record.source,
    CacheNodeType: origin.nodeType,
    Engine: origin.engine,
    EngineVersion: origin.engineVersion,
    PreferredMaintenanceWindow: origin.maintenanceWindow,
    TopicArn: origin.notificationTopicArn,
    Port: origin.port,
    CacheParameterGroupName: origin.parameterGroupName,
    CacheSubnetGroupName: origin.subnetGroupName,
    VpcId: origin.vpcId,
    AutoMinorVersionUpgrade: origin.autoMinorVersionUpgrade,
    SnapshotRetentionLimit: origin.snapshotRetentionLimit,
    SnapshotWindow: origin.snapshotWindow,
    NodeSnapshots: [
      {
        ...(group && { CacheClusterId: origin.clusterId, NodeGroupId: NODE_GROUP_ID }),
        ...(group && showNodeGroups && { NodeGroupConfiguration: { PrimaryAvailabilityZone: origin.zone } }),
        CacheNodeId: CACHE_NODE_ID,
        CacheSize: record.status === "creating" ? undefined : `${Math.ceil(record.sizeBytes / BYTES_PER_MB)} MB`,
        CacheNodeCreateTime: new Date(origin.clusterCreatedAt),
        SnapshotCreateTime: new Date(record.createdAt),
      },
    ],
    KmsKeyId: record.kmsKeyId,
    ARN: arn,
    DataTiering: "disabled",
  };
}
