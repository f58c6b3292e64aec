import type { ModifyReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { NO_AUTHENTICATION, withAuthToken } from "./auth-token.ts";
import { checkedEngine, compareVersions, familyOf, resolveEngineVersion, type EngineVersion } from "./engines.ts";
import { elasticacheErrors } from "./errors.ts";
import { assertAccepts } from "./group-state.ts";
import { checkedDescription } from "./identifiers.ts";
import {
  clusterId,
  type PendingChanges,
  type ReplicationGroupRecord,
  type ReplicationGroupSettings,
} from "./replication-group.ts";
import { checkSettings } from "./settings-rules.ts";
import { changedTransitEncryption } from "./transit-encryption.ts";
import { refuseUnsupported } from "./unsupported.ts";

/**
 * The record after ModifyReplicationGroup: what is changed at once in `settings`, the rest in `pending` unless
 * ApplyImmediately. Throws AWS's error, changing nothing, for what it would refuse.
 */
export function modifiedReplicationGroup(
  record: ReplicationGroupRecord,
  input: ModifyReplicationGroupMessage,
  engineVersions: readonly EngineVersion[],
  now: Date,
): ReplicationGroupRecord {
  assertAccepts(record, "modify");
  refuseUnsupported(input);
  const upgrade = engineUpgrade(record, input, engineVersions);
  const settings = settingsAtOnce(record, input);
  const pending = pendingChanges(record, input);
  checkSettings({ ...settings, ...pending }, record.nodes);
  const modified = {
    ...record,
    ...(input.ReplicationGroupDescription !== undefined && {
      description: checkedDescription("ReplicationGroupDescription", input.ReplicationGroupDescription),
    }),
    ...(input.SecurityGroupIds && { securityGroupIds: [...new Set(input.SecurityGroupIds)] }),
    ...(input.CacheParameterGroupName && { parameterGroupName: input.CacheParameterGroupName.toLowerCase() }),
    ...authenticationChange(record, settings, input, now),
    settings,
    pending: { ...pending, ...(upgrade && { engine: upgrade }) },
  };
  return input.ApplyImmediately ? withPendingApplied(modified) : modified;
}

/** The record once its pending changes take effect. */
export function withPendingApplied(record: ReplicationGroupRecord): ReplicationGroupRecord {
  const { engine: upgrade, ...pending } = record.pending;
  return {
    ...record,
    ...(upgrade && { engine: upgrade.engine, engineVersion: upgrade.version }),
    ...(upgrade && { parameterGroupName: parameterGroupAfter(record, upgrade) }),
    settings: { ...record.settings, ...pending },
    pending: {},
  };
}

/** Another family's default takes the place of a default; a group of a user's own has to be given with the upgrade. */
function parameterGroupAfter({ parameterGroupName: current }: ReplicationGroupRecord, upgrade: EngineVersion): string {
  return current.startsWith("default.") ? `default.${familyOf(upgrade)}` : current;
}

/** The node of a cluster identifier of this group. Throws `CacheClusterNotFound`. */
export function nodeOfCluster(record: ReplicationGroupRecord, id: string): string {
  const node = record.nodes.find(({ name }) => clusterId(record, name) === id.toLowerCase());
  if (!node) throw elasticacheErrors.clusterNotFound(id);
  return node.name;
}

/** Undefined when the engine stays as it is. Only upward: ElastiCache never goes back to an earlier version or to Redis. */
function engineUpgrade(
  record: ReplicationGroupRecord,
  { Engine, EngineVersion: asked }: ModifyReplicationGroupMessage,
  engineVersions: readonly EngineVersion[],
): EngineVersion | undefined {
  const engine = checkedEngine(Engine ?? record.engine);
  if (asked === undefined && engine === record.engine) return record.pending.engine;
  const { version } = resolveEngineVersion(engine, asked, engineVersions);
  if (engine === record.engine && version === record.engineVersion) return undefined;
  const isBack = engine === record.engine && compareVersions(version, record.engineVersion) < 0;
  if (isBack || (engine === "redis" && record.engine === "valkey")) {
    throw elasticacheErrors.invalidCombination(
      `Can't modify the engine from ${record.engine} ${record.engineVersion} to ${engine} ${version}: downgrading is not supported.`,
    );
  }
  return { engine, version };
}

function settingsAtOnce(
  { settings, ...record }: ReplicationGroupRecord,
  input: ModifyReplicationGroupMessage,
): ReplicationGroupSettings {
  const status = input.NotificationTopicStatus;
  if (status !== undefined && status !== "active" && status !== "inactive") {
    throw elasticacheErrors.invalidValue(`Invalid NotificationTopicStatus: ${status}. Must be active or inactive`);
  }
  const snapshotting = input.SnapshottingClusterId;
  if (snapshotting !== undefined) nodeOfCluster({ settings, ...record }, snapshotting);
  return {
    ...settings,
    ...(input.MultiAZEnabled !== undefined && { multiAz: input.MultiAZEnabled }),
    transitEncryption: changedTransitEncryption(settings.transitEncryption, input),
    ...(input.SnapshotRetentionLimit !== undefined && { snapshotRetentionLimit: input.SnapshotRetentionLimit }),
    ...(input.SnapshotWindow !== undefined && { snapshotWindow: input.SnapshotWindow }),
    ...(snapshotting !== undefined && { snapshottingClusterId: snapshotting }),
    ...(input.PreferredMaintenanceWindow !== undefined && {
      maintenanceWindow: input.PreferredMaintenanceWindow.toLowerCase(),
    }),
    ...(input.AutoMinorVersionUpgrade !== undefined && { autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade }),
    ...(input.NotificationTopicArn !== undefined && { notificationTopicArn: input.NotificationTopicArn }),
    ...(status !== undefined && { notificationTopicStatus: status }),
  };
}

/** Only what differs from what is, so that a change that is taken back is no longer pending. */
function pendingChanges(
  { settings, pending }: ReplicationGroupRecord,
  { AutomaticFailoverEnabled, CacheNodeType }: ModifyReplicationGroupMessage,
): PendingChanges {
  const automaticFailover = AutomaticFailoverEnabled ?? pending.automaticFailover;
  const nodeType = CacheNodeType ?? pending.nodeType;
  return {
    ...(automaticFailover !== undefined && automaticFailover !== settings.automaticFailover && { automaticFailover }),
    ...(nodeType !== undefined && nodeType !== settings.nodeType && { nodeType }),
  };
}

function authenticationChange(
  { authentication, userGroupIds = [] }: ReplicationGroupRecord,
  { transitEncryption }: ReplicationGroupSettings,
  input: ModifyReplicationGroupMessage,
  now: Date,
): Partial<ReplicationGroupRecord> {
  const { AuthToken: token, AuthTokenUpdateStrategy: strategy = "ROTATE", ApplyImmediately } = input;
  if (transitEncryption === "none" && authentication.tokenHashes.length + userGroupIds.length > 0) {
    throw elasticacheErrors.invalidCombination(
      "In-transit encryption can't be disabled while an AUTH token or a user group is set.",
    );
  }
  if (token === undefined && input.AuthTokenUpdateStrategy === undefined) return {};
  if (transitEncryption === "none") {
    throw elasticacheErrors.invalidCombination(
      "The AUTH token modification is only supported when encryption-in-transit is enabled.",
    );
  }
  if (!["SET", "ROTATE", "DELETE"].includes(strategy)) {
    throw elasticacheErrors.invalidValue(`Invalid AuthTokenUpdateStrategy: ${String(strategy)}.`);
  }
  if (strategy === "DELETE" && (input.UserGroupIdsToAdd?.length ?? 0) > 0) {
    return { authentication: NO_AUTHENTICATION, authTokenModifiedAt: now.toISOString() };
  }
  const changed = withAuthToken(authentication, token, strategy);
  if (!ApplyImmediately) {
    throw elasticacheErrors.invalidCombination("An AUTH token can only be modified with ApplyImmediately.");
  }
  return {
    authentication: changed,
    authTokenModifiedAt: now.toISOString(),
    authTokenStatus: strategy === "SET" ? "SETTING" : "ROTATING",
  };
}
