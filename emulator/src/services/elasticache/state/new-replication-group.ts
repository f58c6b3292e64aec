import { randomBytes } from "node:crypto";
import type { CreateReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { hashedAuthToken, NO_AUTHENTICATION, type Authentication } from "./auth-token.ts";
import { checkedEngine, familyOf, resolveEngineVersion, type EngineVersion } from "./engines.ts";
import { elasticacheErrors } from "./errors.ts";
import { checkedDescription, checkedIdentifier } from "./identifiers.ts";
import { placeNodes, REPLICAS_MAX } from "./placement.ts";
import {
  clusterId,
  type NodeRecord,
  type ReplicationGroupRecord,
  type ReplicationGroupSettings,
  type TransitEncryption,
} from "./replication-group.ts";
import type { SnapshotRecord } from "./snapshot.ts";
import { checkPort, checkSettings } from "./settings-rules.ts";
import { tagRecord } from "./tags.ts";
import { newTransitEncryption } from "./transit-encryption.ts";
import { withOrigin } from "./restore.ts";
import { refuseUnsupported } from "./unsupported.ts";
import { defaultWindows } from "./windows.ts";

/** What a new group depends on besides the request. */
export interface Surroundings {
  readonly engineVersions: readonly EngineVersion[];
  /** Zones that the subnet group covers, or the region's. */
  readonly zones: readonly string[];
  readonly now: Date;
  /** The snapshot that the request names. */
  readonly snapshot?: SnapshotRecord | undefined;
}

type GroupInput = Omit<CreateReplicationGroupMessage, "ReplicationGroupId" | "ReplicationGroupDescription">;

export const IDENTIFIER_LENGTH_MAX = 40;
const DEFAULT_PORT = 6379;

/** The record of a group in state `creating`, with AWS's defaults. Throws AWS's error for what it would refuse. */
export function newReplicationGroup(
  input: CreateReplicationGroupMessage,
  around: Surroundings,
): ReplicationGroupRecord {
  const identifier = checkedIdentifier("ReplicationGroupIdentifier", input.ReplicationGroupId!, IDENTIFIER_LENGTH_MAX);
  const description = checkedDescription("ReplicationGroupDescription", input.ReplicationGroupDescription!);
  return newRecord(identifier, description, withOrigin(input, around), around);
}

/** Of a group or, in the same words, of a cache cluster of its own. */
export function newRecord(
  identifier: string,
  description: string,
  input: GroupInput,
  around: Surroundings,
): ReplicationGroupRecord {
  refuseUnsupported(input);
  const { engine, version } = resolveEngineVersion(
    checkedEngine(input.Engine),
    input.EngineVersion,
    around.engineVersions,
  );
  const port = input.Port ?? DEFAULT_PORT;
  checkPort(port);
  const settings = newSettings(identifier, input);
  const authentication = newAuthentication(input.AuthToken, settings.transitEncryption);
  const at = around.now.toISOString();
  const nodes = placeNodes([], nodeCount(input), preferredZones(input), { ...settings, zones: around.zones, at });
  checkSettings(settings, nodes);
  return {
    identifier,
    resourceId: randomBytes(8).toString("hex"),
    description,
    status: "creating",
    createdAt: at,
    engine,
    engineVersion: version,
    port,
    nodes,
    subnetGroupName: input.CacheSubnetGroupName?.toLowerCase() ?? "default",
    securityGroupIds: [...new Set(input.SecurityGroupIds)],
    parameterGroupName: input.CacheParameterGroupName?.toLowerCase() ?? `default.${familyOf({ engine, version })}`,
    pendingReboot: [],
    authentication,
    ...(input.AuthToken !== undefined && { authTokenModifiedAt: at }),
    settings: withSnapshottingCluster(settings, identifier, nodes),
    pending: {},
    ...(around.snapshot && { restoredFrom: around.snapshot.name }),
    tags: tagRecord(input.Tags),
  };
}

/** Daily snapshots are taken from a replica where there is one. */
function withSnapshottingCluster(
  settings: ReplicationGroupSettings,
  identifier: string,
  nodes: readonly NodeRecord[],
): ReplicationGroupSettings {
  if (settings.snapshotRetentionLimit === 0) return settings;
  return { ...settings, snapshottingClusterId: clusterId({ identifier, nodes }, nodes.at(-1)!.name) };
}

function newSettings(identifier: string, input: GroupInput): ReplicationGroupSettings {
  if (input.CacheNodeType === undefined) {
    throw elasticacheErrors.invalidValue("The parameter CacheNodeType must be provided and must not be null.");
  }
  const windows = defaultWindows(identifier);
  return {
    automaticFailover: input.AutomaticFailoverEnabled ?? false,
    multiAz: input.MultiAZEnabled ?? false,
    nodeType: input.CacheNodeType,
    transitEncryption: newTransitEncryption(input),
    atRestEncryption: input.AtRestEncryptionEnabled ?? false,
    ...(input.KmsKeyId !== undefined && { kmsKeyId: input.KmsKeyId }),
    snapshotRetentionLimit: input.SnapshotRetentionLimit ?? 0,
    snapshotWindow: input.SnapshotWindow ?? windows.snapshot,
    maintenanceWindow: input.PreferredMaintenanceWindow?.toLowerCase() ?? windows.maintenance,
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    ...(input.NotificationTopicArn !== undefined && { notificationTopicArn: input.NotificationTopicArn }),
    notificationTopicStatus: "active",
  };
}

function newAuthentication(token: string | undefined, transitEncryption: TransitEncryption): Authentication {
  if (token === undefined) return NO_AUTHENTICATION;
  if (transitEncryption === "none") {
    throw elasticacheErrors.invalidCombination(
      "The AUTH token is only supported when encryption-in-transit is enabled",
    );
  }
  return { tokenHashes: [hashedAuthToken(token)], isOptional: false };
}

/** The request's three ways to say how many nodes there are. */
export function nodeCount(input: GroupInput): number {
  const { NumNodeGroups, NumCacheClusters, ReplicasPerNodeGroup, NodeGroupConfiguration = [] } = input;
  const groups = NumNodeGroups ?? Math.max(NodeGroupConfiguration.length, 1);
  if (groups !== 1) throw elasticacheErrors.notImplemented(`Cluster mode with ${groups} node groups`);
  if (NumCacheClusters !== undefined && ReplicasPerNodeGroup !== undefined) {
    throw elasticacheErrors.invalidCombination("Use NumCacheClusters or ReplicasPerNodeGroup, and not both.");
  }
  const replicas = ReplicasPerNodeGroup ?? NodeGroupConfiguration[0]?.ReplicaCount;
  const count = NumCacheClusters ?? (replicas === undefined ? 1 : replicas + 1);
  if (Number.isInteger(count) && count >= 1 && count <= REPLICAS_MAX + 1) return count;
  throw elasticacheErrors.invalidValue(
    `Invalid number of cache clusters: ${count}. Must be between 1 and ${REPLICAS_MAX + 1}`,
  );
}

export function preferredZones(input: GroupInput): string[] {
  const [group] = input.NodeGroupConfiguration ?? [];
  const preferred = input.PreferredCacheClusterAZs ?? [
    ...(group?.PrimaryAvailabilityZone === undefined ? [] : [group.PrimaryAvailabilityZone]),
    ...(group?.ReplicaAvailabilityZones ?? []),
  ];
  if (input.PreferredCacheClusterAZs !== undefined && preferred.length !== nodeCount(input)) {
    throw elasticacheErrors.invalidCombination(
      "The number of PreferredCacheClusterAZs must equal the number of cache clusters.",
    );
  }
  return preferred;
}
