import type { NodeGroup, NodeGroupMember, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Authentication } from "./auth-token.ts";
import type { Engine, EngineVersion } from "./engines.ts";

/** The states of a replication group that the emulator passes through; `rebooting` is shown of the rebooted cluster. */
export type ReplicationGroupStatus =
  "creating" | "available" | "modifying" | "snapshotting" | "rebooting" | "deleting" | "create-failed";

export type TransitEncryption = "none" | "preferred" | "required";

/** What callers set and DescribeReplicationGroups or DescribeCacheClusters show as it is. */
export interface ReplicationGroupSettings {
  readonly automaticFailover: boolean;
  readonly multiAz: boolean;
  readonly nodeType: string;
  readonly transitEncryption: TransitEncryption;
  readonly atRestEncryption: boolean;
  readonly kmsKeyId?: string;
  readonly snapshotRetentionLimit: number;
  readonly snapshotWindow: string;
  readonly snapshottingClusterId?: string;
  readonly maintenanceWindow: string;
  readonly autoMinorVersionUpgrade: boolean;
  readonly notificationTopicArn?: string;
  readonly notificationTopicStatus: "active" | "inactive";
}

/** Changes that wait for the maintenance window unless ApplyImmediately. */
export interface PendingChanges extends Partial<Pick<ReplicationGroupSettings, "automaticFailover" | "nodeType">> {
  readonly engine?: EngineVersion;
}

/** A node of the group: the one node of a cache cluster. */
export interface NodeRecord {
  /** `001`, `002`, … */
  readonly name: string;
  /** Its cache cluster, where that isn't `<group>-<name>`: one that was named by its creator. */
  readonly clusterId?: string;
  readonly zone: string;
  /** ISO 8601 */
  readonly createdAt: string;
}

/** A replication group, or a cache cluster of its own, as it is kept in the Store, by `keyOf`. */
export interface ReplicationGroupRecord {
  readonly identifier: string;
  /** A cache cluster of its own: the one node has no group, and `identifier` is the cluster's. */
  readonly isStandalone?: true;
  readonly resourceId: string;
  readonly description: string;
  readonly status: ReplicationGroupStatus;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly engine: Engine;
  readonly engineVersion: string;
  readonly port: number;
  readonly nodes: readonly NodeRecord[];
  readonly subnetGroupName: string;
  readonly securityGroupIds: readonly string[];
  readonly parameterGroupName: string;
  /** Parameters of which a server says that they wait for its restart. */
  readonly pendingReboot: readonly string[];
  readonly authentication: Authentication;
  /** User groups whose members may log in; at most one, and none beside a token. */
  readonly userGroupIds?: readonly string[];
  /** ISO 8601; absent while there was never a token. */
  readonly authTokenModifiedAt?: string;
  /** What is being done to the token while the status is `modifying`. */
  readonly authTokenStatus?: "SETTING" | "ROTATING";
  readonly settings: ReplicationGroupSettings;
  readonly pending: PendingChanges;
  /** While `creating`: a group around the cache cluster that is there, with its data. */
  readonly adoptsPrimary?: true;
  /** While `creating`: the snapshot with which it starts. */
  readonly restoredFrom?: string;
  /** While `deleting`: the snapshot that is taken before. */
  readonly finalSnapshot?: string;
  /** While `deleting`: the group goes, its primary stays as a cache cluster of its own. */
  readonly retainsPrimary?: true;
  /** While `rebooting`: the node. */
  readonly rebootedNode?: string;
  readonly tags: Record<string, string>;
}

/** The one node group of a group without cluster mode, and the one node of each of its clusters. */
export const NODE_GROUP_ID = "0001";
export const CACHE_NODE_ID = "0001";

/** What DescribeReplicationGroups adds to a record from elsewhere. */
export interface GroupSurroundings {
  readonly arn: string;
  readonly primary: string;
  readonly primaryAddress: string;
  readonly readerAddress: string;
  readonly nodeAddress: (node: string) => string;
}

export function clusterId(
  { identifier, nodes }: Pick<ReplicationGroupRecord, "identifier" | "nodes">,
  node: string,
): string {
  return nodes.find(({ name }) => name === node)?.clusterId ?? `${identifier}-${node}`;
}

/** Replication groups and cache clusters of their own have each their names. */
export function keyOf({
  identifier,
  isStandalone,
}: Pick<ReplicationGroupRecord, "identifier" | "isStandalone">): string {
  return isStandalone ? `cluster/${identifier}` : identifier;
}

/** A replication group as the API shows it; endpoints are there once it was created. */
export function describeReplicationGroup(record: ReplicationGroupRecord, around: GroupSurroundings): ReplicationGroup {
  const { settings, status, authentication } = record;
  const encrypted = settings.transitEncryption !== "none";
  return {
    ReplicationGroupId: record.identifier,
    Description: record.description,
    ARN: around.arn,
    Status: shownStatus(record),
    ReplicationGroupCreateTime: new Date(record.createdAt),
    Engine: record.engine,
    CacheNodeType: settings.nodeType,
    MemberClusters: record.nodes.map(({ name }) => clusterId(record, name)),
    NodeGroups: status === "creating" || status === "create-failed" ? undefined : [nodeGroup(record, around)],
    AutomaticFailover: settings.automaticFailover ? (status === "creating" ? "enabling" : "enabled") : "disabled",
    MultiAZ: settings.multiAz ? "enabled" : "disabled",
    ClusterEnabled: false,
    ClusterMode: "disabled",
    SnapshotRetentionLimit: settings.snapshotRetentionLimit,
    SnapshotWindow: settings.snapshotWindow,
    SnapshottingClusterId: settings.snapshottingClusterId,
    AuthTokenEnabled: authentication.tokenHashes.length > 0,
    AuthTokenLastModifiedDate: record.authTokenModifiedAt ? new Date(record.authTokenModifiedAt) : undefined,
    TransitEncryptionEnabled: encrypted,
    TransitEncryptionMode: encrypted ? settings.transitEncryption : undefined,
    AtRestEncryptionEnabled: settings.atRestEncryption,
    KmsKeyId: settings.kmsKeyId,
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    DataTiering: "disabled",
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
    LogDeliveryConfigurations: [],
    UserGroupIds: [...(record.userGroupIds ?? [])],
    PendingModifiedValues: pendingValues(record),
  };
}

function shownStatus({ status }: ReplicationGroupRecord): string {
  return status === "rebooting" ? "modifying" : status;
}

function pendingValues({
  pending,
  authTokenStatus,
}: ReplicationGroupRecord): ReplicationGroup["PendingModifiedValues"] {
  return {
    ...(pending.automaticFailover !== undefined && {
      AutomaticFailoverStatus: pending.automaticFailover ? "enabled" : "disabled",
    }),
    ...(authTokenStatus && { AuthTokenStatus: authTokenStatus }),
  };
}

function nodeGroup(record: ReplicationGroupRecord, around: GroupSurroundings): NodeGroup {
  const endpoint = (address: string) => ({ Address: address, Port: record.port });
  return {
    NodeGroupId: NODE_GROUP_ID,
    Status: shownStatus(record),
    PrimaryEndpoint: endpoint(around.primaryAddress),
    ReaderEndpoint: endpoint(around.readerAddress),
    NodeGroupMembers: record.nodes.map(({ name, zone }): NodeGroupMember => ({
      CacheClusterId: clusterId(record, name),
      CacheNodeId: CACHE_NODE_ID,
      ReadEndpoint: endpoint(around.nodeAddress(name)),
      PreferredAvailabilityZone: zone,
      CurrentRole: name === around.primary ? "primary" : "replica",
    })),
  };
}
