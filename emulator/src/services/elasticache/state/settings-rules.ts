import { elasticacheErrors } from "./errors.ts";
import { checkedNodeType } from "./node-types.ts";
import type { NodeRecord, ReplicationGroupSettings } from "./replication-group.ts";
import { checkWindows } from "./windows.ts";

/** Throws AWS's error for the first setting that ElastiCache would refuse; after defaults and changes are in. */
export function checkSettings(settings: ReplicationGroupSettings, nodes: readonly NodeRecord[]): void {
  checkedNodeType(settings.nodeType);
  checkWindows(settings.snapshotWindow, settings.maintenanceWindow);
  const limit = settings.snapshotRetentionLimit;
  if (!(limit >= 0 && limit <= 35)) {
    throw elasticacheErrors.invalidValue(`Invalid SnapshotRetentionLimit: ${limit}. Must be between 0 and 35`);
  }
  if (settings.automaticFailover && nodes.length < 2) {
    throw elasticacheErrors.invalidCombination(
      "When using automatic failover, there must be at least 2 cache clusters in the replication group.",
    );
  }
  if (settings.multiAz && !settings.automaticFailover) {
    throw elasticacheErrors.invalidCombination("Automatic failover must be enabled in order to enable Multi-AZ.");
  }
  if (settings.kmsKeyId !== undefined && !settings.atRestEncryption) {
    throw elasticacheErrors.invalidCombination("KmsKeyId can only be specified when AtRestEncryptionEnabled is true.");
  }
}

export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 1_024 && port <= 65_535) return;
  throw elasticacheErrors.invalidValue(`Invalid port: ${port}. Must be between 1024 and 65535`);
}
