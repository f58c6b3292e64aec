import type { CreateDBInstanceReadReplicaMessage } from "@aws-sdk/client-rds";
import type { DbInstanceRecord, DbInstanceSettings } from "./db-instance.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { newResourceId, placement, type Surroundings } from "./new-instance.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkPort, checkSettings } from "./settings-rules.ts";
import { performanceAfter } from "./storage-performance.ts";
import { tagRecord } from "./tags.ts";
import { refuseUnsupported } from "./unsupported.ts";
import { defaultWindows } from "./windows.ts";

/** RDS for PostgreSQL (RDS User Guide, "Working with read replicas"). */
const REPLICAS_MAX = 15;

/**
 * The record of a read replica in state `creating`: what the request leaves out is the source's. `replicas` are those
 * that the source has already. Throws AWS's error for what it would refuse.
 */
export function newReadReplica(
  input: CreateDBInstanceReadReplicaMessage,
  source: DbInstanceRecord,
  replicas: readonly DbInstanceRecord[],
  around: Pick<Surroundings, "zones" | "now">,
): DbInstanceRecord {
  const identifier = checkedIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier!, 63);
  refuseUnsupported(input);
  assertReplicable(source, replicas);
  if (input.MultiAZ) throw rdsErrors.notImplemented("A read replica in Multi-AZ; promote it and modify it, which");
  const settings = replicaSettings(identifier, input, source.settings);
  checkSettings(settings);
  if (settings.AllocatedStorage < source.settings.AllocatedStorage) {
    throw rdsErrors.invalidCombination(
      `The storage of a read replica must be at least its source's ${source.settings.AllocatedStorage} GiB.`,
    );
  }
  const port = input.Port ?? source.port;
  checkPort(port);
  const { databaseName, engineVersion, masterUsername, subnetGroupName } = source;
  const optionGroupName = input.OptionGroupName?.toLowerCase() ?? source.optionGroupName;
  const subnetGroup = input.DBSubnetGroupName?.toLowerCase() ?? subnetGroupName;
  return {
    ...{ identifier, engineVersion, masterUsername, port, settings },
    resourceId: newResourceId(),
    status: "creating",
    createdAt: around.now.toISOString(),
    ...(databaseName !== undefined && { databaseName }),
    zones: placement(false, input.AvailabilityZone, around.zones),
    ...(subnetGroup !== undefined && { subnetGroupName: subnetGroup }),
    vpcSecurityGroupIds: [...new Set(input.VpcSecurityGroupIds ?? source.vpcSecurityGroupIds)],
    ...(optionGroupName !== undefined && { optionGroupName }),
    parameterGroupName: input.DBParameterGroupName?.toLowerCase() ?? source.parameterGroupName,
    appliedParameters: {},
    pendingRestart: [],
    replicaOf: { resourceId: source.resourceId, seeded: false },
    pending: {},
    tags: tagRecord(input.Tags),
  };
}

function assertReplicable(source: DbInstanceRecord, replicas: readonly DbInstanceRecord[]): void {
  if (source.status !== "available") {
    throw rdsErrors.invalidInstanceState(`DB instance ${source.identifier} is not in the available state.`);
  }
  if (!source.settings.BackupRetentionPeriod) {
    throw rdsErrors.invalidInstanceState(
      "Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.",
    );
  }
  if (replicas.length >= REPLICAS_MAX) throw rdsErrors.replicaQuotaExceeded(source.identifier, REPLICAS_MAX);
}

function replicaSettings(
  identifier: string,
  input: CreateDBInstanceReadReplicaMessage,
  source: DbInstanceSettings,
): DbInstanceSettings {
  const insights = input.EnablePerformanceInsights ?? false;
  return {
    ...source,
    AllocatedStorage: input.AllocatedStorage ?? source.AllocatedStorage,
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? source.AutoMinorVersionUpgrade,
    BackupRetentionPeriod: 0,
    CACertificateIdentifier: input.CACertificateIdentifier ?? source.CACertificateIdentifier,
    CopyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    DatabaseInsightsMode: input.DatabaseInsightsMode ?? "standard",
    DBInstanceClass: input.DBInstanceClass ?? source.DBInstanceClass,
    DeletionProtection: input.DeletionProtection ?? false,
    EnabledCloudwatchLogsExports: [...new Set(input.EnableCloudwatchLogsExports)],
    ...performanceAfter(input, source),
    MaxAllocatedStorage: input.MaxAllocatedStorage ?? source.MaxAllocatedStorage,
    MonitoringInterval: input.MonitoringInterval ?? 0,
    MonitoringRoleArn: input.MonitoringRoleArn,
    MultiAZ: false,
    NetworkType: input.NetworkType ?? source.NetworkType,
    PerformanceInsightsEnabled: insights,
    PerformanceInsightsKMSKeyId: insights ? input.PerformanceInsightsKMSKeyId : undefined,
    PerformanceInsightsRetentionPeriod: insights ? (input.PerformanceInsightsRetentionPeriod ?? 7) : undefined,
    PreferredMaintenanceWindow: defaultWindows(identifier).maintenance,
    PreferredBackupWindow: defaultWindows(identifier).backup,
    PubliclyAccessible: input.PubliclyAccessible ?? false,
    StorageType: input.StorageType ?? source.StorageType,
  };
}
