import type {
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceToPointInTimeMessage,
} from "@aws-sdk/client-rds";
import type { DbInstanceRecord, DbInstanceSettings } from "./db-instance.ts";
import { ENGINE, familyOf } from "./engine.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { newResourceId, placement, type Surroundings } from "./new-instance.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkPort, checkSettings } from "./settings-rules.ts";
import type { SnapshotSource } from "./snapshot.ts";
import { performanceAfter } from "./storage-performance.ts";
import { tagRecord } from "./tags.ts";
import { refuseUnsupported } from "./unsupported.ts";

/** What both restore operations have in common; `DBInstanceIdentifier` is the new instance's. */
export type RestoreRequest = Omit<RestoreDBInstanceFromDBSnapshotMessage, "DBSnapshotIdentifier"> &
  Pick<RestoreDBInstanceToPointInTimeMessage, "MaxAllocatedStorage">;

/**
 * The record, in state `creating`, of an instance that is restored: what the request leaves out is the source's, but it
 * is single-AZ, unprotected, without tags, and in the default groups. Throws AWS's error for what it would refuse.
 */
export function restoredInstance(
  input: RestoreRequest,
  source: SnapshotSource,
  restoredFrom: NonNullable<DbInstanceRecord["restoredFrom"]>,
  around: Pick<Surroundings, "zones" | "now">,
): DbInstanceRecord {
  const identifier = checkedIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier!, 63);
  refuseUnsupported(input);
  refuseOtherEngine(input);
  const settings = restoredSettings(input, source.settings);
  checkSettings(settings);
  if (settings.AllocatedStorage < source.settings.AllocatedStorage) {
    throw rdsErrors.invalidValue("The allocated storage size can't be less than the source snapshot or backup size.");
  }
  const port = input.Port ?? source.port;
  checkPort(port);
  const { engineVersion, masterUsername, databaseName } = source;
  return {
    ...{ identifier, engineVersion, masterUsername, port, settings, restoredFrom },
    resourceId: newResourceId(),
    status: "creating",
    createdAt: around.now.toISOString(),
    ...(databaseName !== undefined && { databaseName }),
    zones: placement(settings.MultiAZ, input.AvailabilityZone, around.zones),
    ...(input.DBSubnetGroupName !== undefined && { subnetGroupName: input.DBSubnetGroupName.toLowerCase() }),
    vpcSecurityGroupIds: [...new Set(input.VpcSecurityGroupIds)],
    ...(input.OptionGroupName !== undefined && { optionGroupName: input.OptionGroupName.toLowerCase() }),
    parameterGroupName: input.DBParameterGroupName?.toLowerCase() ?? `default.${familyOf(engineVersion)}`,
    appliedParameters: {},
    pendingRestart: [],
    pending: {},
    tags: tagRecord(input.Tags),
  };
}

function refuseOtherEngine(input: RestoreRequest): void {
  if (input.Engine !== undefined && input.Engine !== ENGINE) {
    throw rdsErrors.invalidValue(`The source's engine is ${ENGINE}; it can't be restored as ${input.Engine}.`);
  }
  if (input.DBName !== undefined) {
    throw rdsErrors.invalidValue("DBName must be null when Restoring for this Engine.");
  }
}

function restoredSettings(input: RestoreRequest, source: DbInstanceSettings): DbInstanceSettings {
  return {
    ...source,
    AllocatedStorage: input.AllocatedStorage ?? source.AllocatedStorage,
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? source.AutoMinorVersionUpgrade,
    BackupRetentionPeriod: input.BackupRetentionPeriod ?? source.BackupRetentionPeriod,
    CACertificateIdentifier: input.CACertificateIdentifier ?? source.CACertificateIdentifier,
    CopyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    DatabaseInsightsMode: "standard",
    DBInstanceClass: input.DBInstanceClass ?? source.DBInstanceClass,
    DeletionProtection: input.DeletionProtection ?? false,
    EnabledCloudwatchLogsExports: [...new Set(input.EnableCloudwatchLogsExports)],
    EngineLifecycleSupport: input.EngineLifecycleSupport ?? source.EngineLifecycleSupport,
    ...performanceAfter(input, source),
    LicenseModel: input.LicenseModel ?? source.LicenseModel,
    MaxAllocatedStorage: input.MaxAllocatedStorage,
    MonitoringInterval: 0,
    MonitoringRoleArn: undefined,
    MultiAZ: input.MultiAZ ?? false,
    NetworkType: input.NetworkType ?? source.NetworkType,
    PerformanceInsightsEnabled: false,
    PerformanceInsightsKMSKeyId: undefined,
    PerformanceInsightsRetentionPeriod: undefined,
    PreferredBackupWindow: input.PreferredBackupWindow ?? source.PreferredBackupWindow,
    PromotionTier: undefined,
    PubliclyAccessible: input.PubliclyAccessible ?? false,
    StorageType: input.StorageType ?? source.StorageType,
  };
}
