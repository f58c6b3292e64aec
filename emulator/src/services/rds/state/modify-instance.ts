import type { ModifyDBInstanceMessage } from "@aws-sdk/client-rds";
import type { DbInstanceRecord, DbInstanceSettings, PendingChanges } from "./db-instance.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { assertAccepts } from "./instance-state.ts";
import { checkEngineVersion, grownStorage } from "./modify-rules.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkPort, checkSettings } from "./settings-rules.ts";
import { performanceAfter } from "./storage-performance.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** Members that are taken over as they are, at once. */
const AT_ONCE = [
  ...(["AutoMinorVersionUpgrade", "CACertificateIdentifier", "CopyTagsToSnapshot"] as const),
  ...(["DatabaseInsightsMode", "DeletionProtection", "EngineLifecycleSupport", "LicenseModel"] as const),
  ...(["MaxAllocatedStorage", "MonitoringInterval", "MonitoringRoleArn", "NetworkType"] as const),
  ...(["PerformanceInsightsKMSKeyId", "PerformanceInsightsRetentionPeriod", "PreferredBackupWindow"] as const),
  ...(["PreferredMaintenanceWindow", "PromotionTier", "PubliclyAccessible"] as const),
];

/** Members that wait for the maintenance window unless ApplyImmediately. */
const DEFERRED = [
  ...(["DBInstanceClass", "AllocatedStorage", "MultiAZ", "StorageType", "Iops", "StorageThroughput"] as const),
  "BackupRetentionPeriod" as const,
];

/**
 * The record after ModifyDBInstance, save for the master password: what is changed at once in `settings`, the rest in
 * `pending` unless ApplyImmediately. Throws AWS's error, changing nothing, for what it would refuse.
 */
export function modifiedDbInstance(
  record: DbInstanceRecord,
  input: ModifyDBInstanceMessage,
  engineVersions: readonly string[],
): DbInstanceRecord {
  assertAccepts(record, "modify");
  refuseUnsupported(input);
  checkEngineVersion(record, input, engineVersions);
  if (record.replicaOf) refuseForReplica(input);
  if (input.DBPortNumber !== undefined) checkPort(input.DBPortNumber);
  const now = present(input, AT_ONCE);
  const deferred = changed({ ...record.settings, ...record.pending }, deferredChanges(record, input));
  const { later, retention } = splitRetention(record, deferred);
  const settings: DbInstanceSettings = {
    ...record.settings,
    ...(now as Partial<DbInstanceSettings>),
    ...retention,
    ...(input.PreferredMaintenanceWindow && {
      PreferredMaintenanceWindow: input.PreferredMaintenanceWindow.toLowerCase(),
    }),
    ...performanceInsights(input),
    EnabledCloudwatchLogsExports: logExports(record, input),
  };
  const pending = { ...omitRetention(record.pending, retention), ...later };
  checkSettings(applied(settings, pending));
  const modified = {
    ...record,
    settings,
    pending,
    ...(input.DBPortNumber !== undefined && { port: input.DBPortNumber }),
    ...(input.VpcSecurityGroupIds && { vpcSecurityGroupIds: [...new Set(input.VpcSecurityGroupIds)] }),
    ...(input.OptionGroupName && { optionGroupName: input.OptionGroupName.toLowerCase() }),
    ...(input.DBParameterGroupName && { parameterGroupName: input.DBParameterGroupName.toLowerCase() }),
  };
  return input.ApplyImmediately ? withPendingApplied(modified) : modified;
}

/** The record once its pending changes take effect, but for a new name, which is more than a change of the record. */
export function withPendingApplied(record: DbInstanceRecord): DbInstanceRecord {
  const { DBSubnetGroupName: subnetGroupName, DBInstanceIdentifier: name } = record.pending;
  const settings = applied(record.settings, record.pending);
  const pending = name === undefined ? {} : { DBInstanceIdentifier: name };
  return { ...record, settings, ...(subnetGroupName !== undefined && { subnetGroupName }), pending };
}

function applied(settings: DbInstanceSettings, pending: PendingChanges): DbInstanceSettings {
  const { DBSubnetGroupName: _, DBInstanceIdentifier: __, ...changes } = pending;
  const wanted = changes as Partial<DbInstanceSettings>;
  return { ...settings, ...wanted, ...performanceAfter(wanted, settings) };
}

function deferredChanges(record: DbInstanceRecord, input: ModifyDBInstanceMessage): PendingChanges {
  const subnetGroup = input.DBSubnetGroupName?.toLowerCase();
  return {
    ...present(input, DEFERRED),
    ...(input.AllocatedStorage !== undefined && { AllocatedStorage: grownStorage(record, input.AllocatedStorage) }),
    ...(subnetGroup !== undefined && subnetGroup !== record.subnetGroupName && { DBSubnetGroupName: subnetGroup }),
    ...(input.NewDBInstanceIdentifier !== undefined && newName(input.NewDBInstanceIdentifier)),
  };
}

function newName(asked: string): PendingChanges {
  return { DBInstanceIdentifier: checkedIdentifier("NewDBInstanceIdentifier", asked, 63) };
}

/** A longer or shorter retention takes effect at once; only turning automated backups on or off is deferred. */
function splitRetention(
  { settings }: DbInstanceRecord,
  changes: PendingChanges,
): { later: PendingChanges; retention: Pick<DbInstanceSettings, "BackupRetentionPeriod"> } {
  const { BackupRetentionPeriod: days, ...later } = changes;
  if (!days || !settings.BackupRetentionPeriod) return { later: changes, retention: {} };
  return { later, retention: { BackupRetentionPeriod: days } };
}

/** A retention that took effect at once replaces one that was waiting. */
function omitRetention(pending: PendingChanges, retention: object): PendingChanges {
  const { BackupRetentionPeriod: _, ...rest } = pending;
  return "BackupRetentionPeriod" in retention ? rest : pending;
}

function present<Key extends keyof ModifyDBInstanceMessage>(
  input: ModifyDBInstanceMessage,
  keys: readonly Key[],
): Pick<ModifyDBInstanceMessage, Key> {
  const entries = keys.filter((key) => input[key] !== undefined).map((key) => [key, input[key]]);
  return Object.fromEntries(entries) as Pick<ModifyDBInstanceMessage, Key>;
}

function changed(from: object, to: PendingChanges): PendingChanges {
  const before = from as Record<string, unknown>;
  return Object.fromEntries(Object.entries(to).filter(([key, value]) => before[key] !== value));
}

function refuseForReplica(input: ModifyDBInstanceMessage): void {
  if (input.MultiAZ) throw rdsErrors.notImplemented("A read replica in Multi-AZ; promote it and modify it, which");
  if (input.MasterUserPassword !== undefined) {
    throw rdsErrors.invalidCombination("A read replica has its source's master password; change it there.");
  }
}

function performanceInsights(input: ModifyDBInstanceMessage): Partial<DbInstanceSettings> {
  if (input.EnablePerformanceInsights === undefined) return {};
  return {
    PerformanceInsightsEnabled: input.EnablePerformanceInsights,
    PerformanceInsightsRetentionPeriod: input.EnablePerformanceInsights
      ? (input.PerformanceInsightsRetentionPeriod ?? 7)
      : undefined,
  };
}

function logExports(record: DbInstanceRecord, input: ModifyDBInstanceMessage): string[] {
  const { EnableLogTypes = [], DisableLogTypes = [] } = input.CloudwatchLogsExportConfiguration ?? {};
  const enabled = new Set([...record.settings.EnabledCloudwatchLogsExports, ...EnableLogTypes]);
  return [...enabled].filter((type) => !DisableLogTypes.includes(type));
}
