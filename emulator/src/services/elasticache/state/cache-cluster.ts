import type { CacheCluster } from "@aws-sdk/client-elasticache";
import { CACHE_NODE_ID, clusterId, type NodeRecord, type ReplicationGroupRecord } from "./replication-group.ts";

/** What DescribeCacheClusters adds to a record from elsewhere. */
export interface ClusterSurroundings {
  readonly arn: string;
  readonly address: string;
  /** The node serves and has its group's data. */
  readonly isReady: boolean;
  readonly showNodes: boolean;
}

/** One node as a cache cluster, of a replication group or of its own. */
export function describeCacheCluster(
  record: ReplicationGroupRecord,
  node: NodeRecord,
  around: ClusterSurroundings,
): CacheCluster {
  const { settings, authentication } = record;
  const encrypted = settings.transitEncryption !== "none";
  const status = clusterStatus(record, node, around.isReady);
  return {
    CacheClusterId: clusterId(record, node.name),
    ARN: around.arn,
    ReplicationGroupId: record.isStandalone ? undefined : record.identifier,
    CacheClusterStatus: status,
    CacheClusterCreateTime: status === "creating" ? undefined : new Date(node.createdAt),
    CacheNodeType: settings.nodeType,
    Engine: record.engine,
    EngineVersion: record.engineVersion,
    NumCacheNodes: 1,
    PreferredAvailabilityZone: node.zone,
    PreferredMaintenanceWindow: settings.maintenanceWindow,
    ClientDownloadLandingPage: "https://console.aws.amazon.com/elasticache/home#client-download:",
    PendingModifiedValues: {
      ...(record.pending.nodeType !== undefined && { CacheNodeType: record.pending.nodeType }),
      ...(record.pending.engine && { EngineVersion: record.pending.engine.version }),
    },
    NotificationConfiguration: settings.notificationTopicArn
      ? { TopicArn: settings.notificationTopicArn, TopicStatus: settings.notificationTopicStatus }
      : undefined,
    CacheSecurityGroups: [],
    SecurityGroups: record.securityGroupIds.map((id) => ({ SecurityGroupId: id, Status: "active" })),
    CacheParameterGroup: {
      CacheParameterGroupName: record.parameterGroupName,
      ParameterApplyStatus: record.pendingReboot.length > 0 ? "pending-reboot" : "in-sync",
      CacheNodeIdsToReboot: record.pendingReboot.length > 0 ? [CACHE_NODE_ID] : [],
    },
    CacheSubnetGroupName: record.subnetGroupName,
    CacheNodes: around.showNodes && status !== "creating" ? [cacheNode(record, node, status, around)] : undefined,
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    SnapshotRetentionLimit: settings.snapshotRetentionLimit,
    SnapshotWindow: settings.snapshotWindow,
    AuthTokenEnabled: authentication.tokenHashes.length > 0,
    AuthTokenLastModifiedDate: record.authTokenModifiedAt ? new Date(record.authTokenModifiedAt) : undefined,
    TransitEncryptionEnabled: encrypted,
    TransitEncryptionMode: encrypted ? settings.transitEncryption : undefined,
    AtRestEncryptionEnabled: settings.atRestEncryption,
    ReplicationGroupLogDeliveryEnabled: false,
    LogDeliveryConfigurations: [],
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
  };
}

function clusterStatus({ status, ...record }: ReplicationGroupRecord, node: NodeRecord, isReady: boolean): string {
  if (status === "creating") return record.adoptsPrimary ? "modifying" : status;
  if (status === "deleting" || status === "snapshotting") return status;
  if (status === "create-failed") return record.restoredFrom === undefined ? "incompatible-network" : "restore-failed";
  if (status === "rebooting" && record.rebootedNode === node.name) return "rebooting cluster nodes";
  return isReady && status === "available" ? "available" : "modifying";
}

function cacheNode(
  record: ReplicationGroupRecord,
  node: NodeRecord,
  status: string,
  around: ClusterSurroundings,
): NonNullable<CacheCluster["CacheNodes"]>[number] {
  return {
    CacheNodeId: CACHE_NODE_ID,
    CacheNodeStatus: status,
    CacheNodeCreateTime: new Date(node.createdAt),
    Endpoint: { Address: around.address, Port: record.port },
    ParameterGroupStatus: record.pendingReboot.length > 0 ? "pending-reboot" : "in-sync",
    CustomerAvailabilityZone: node.zone,
  };
}
