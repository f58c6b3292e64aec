import { randomInt } from "node:crypto";
import type { CreateDBInstanceMessage } from "@aws-sdk/client-rds";
import type { DbInstanceRecord, DbInstanceSettings } from "./db-instance.ts";
import { ENGINE, familyOf, resolveEngineVersion } from "./engine.ts";
import { checkedDatabaseName, checkedIdentifier, checkedMasterUsername } from "./identifiers.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkPort, checkSettings } from "./settings-rules.ts";
import { tagRecord } from "./tags.ts";
import { refuseUnsupported } from "./unsupported.ts";
import { defaultWindows } from "./windows.ts";

/** What a new instance depends on besides the request. */
export interface Surroundings {
  readonly engineVersions: readonly string[];
  /** Zones that the subnet group covers, or the region's. */
  readonly zones: readonly string[];
  readonly now: Date;
  /** What an instance gets that asks for none. */
  readonly certificateAuthority: string;
}

/** The record of an instance in state `creating`, with AWS's defaults. Throws AWS's error for what it would refuse. */
export function newDbInstance(input: CreateDBInstanceMessage, around: Surroundings): DbInstanceRecord {
  const identifier = checkedIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier!, 63);
  if (input.Engine !== ENGINE) throw rdsErrors.engineNotSupported(input.Engine!);
  refuseUnsupported(input);
  const engineVersion = resolveEngineVersion(input.EngineVersion, around.engineVersions);
  const masterUsername = checkedMasterUsername(input.MasterUsername);
  const settings = newSettings(identifier, input, around.certificateAuthority);
  checkSettings(settings);
  const port = input.Port ?? 5432;
  checkPort(port);
  return {
    identifier,
    resourceId: newResourceId(),
    status: "creating",
    createdAt: around.now.toISOString(),
    engineVersion,
    masterUsername,
    ...(input.DBName !== undefined && { databaseName: checkedDatabaseName(input.DBName) }),
    port,
    zones: placement(settings.MultiAZ, input.AvailabilityZone, around.zones),
    ...(input.DBSubnetGroupName !== undefined && { subnetGroupName: input.DBSubnetGroupName.toLowerCase() }),
    vpcSecurityGroupIds: [...new Set(input.VpcSecurityGroupIds)],
    ...(input.OptionGroupName !== undefined && { optionGroupName: input.OptionGroupName.toLowerCase() }),
    parameterGroupName: input.DBParameterGroupName?.toLowerCase() ?? `default.${familyOf(engineVersion)}`,
    appliedParameters: {},
    pendingRestart: [],
    settings,
    pending: {},
    tags: tagRecord(input.Tags),
  };
}

function newSettings(
  identifier: string,
  input: CreateDBInstanceMessage,
  certificateAuthority: string,
): DbInstanceSettings {
  const windows = defaultWindows(identifier);
  const encrypted = input.StorageEncrypted ?? false;
  const insights = input.EnablePerformanceInsights ?? false;
  return {
    AllocatedStorage: required(input.AllocatedStorage, "AllocatedStorage"),
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
    BackupRetentionPeriod: input.BackupRetentionPeriod ?? 1,
    CACertificateIdentifier: input.CACertificateIdentifier ?? certificateAuthority,
    CopyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    DatabaseInsightsMode: input.DatabaseInsightsMode ?? "standard",
    DBInstanceClass: input.DBInstanceClass!,
    DeletionProtection: input.DeletionProtection ?? false,
    EnabledCloudwatchLogsExports: [...new Set(input.EnableCloudwatchLogsExports)],
    EngineLifecycleSupport: input.EngineLifecycleSupport ?? "open-source-rds-extended-support",
    Iops: input.Iops,
    KmsKeyId: input.KmsKeyId,
    LicenseModel: input.LicenseModel ?? "postgresql-license",
    MaxAllocatedStorage: input.MaxAllocatedStorage,
    MonitoringInterval: input.MonitoringInterval ?? 0,
    MonitoringRoleArn: input.MonitoringRoleArn,
    MultiAZ: input.MultiAZ ?? false,
    NetworkType: input.NetworkType ?? "IPV4",
    PerformanceInsightsEnabled: insights,
    PerformanceInsightsKMSKeyId: insights ? input.PerformanceInsightsKMSKeyId : undefined,
    PerformanceInsightsRetentionPeriod: insights ? (input.PerformanceInsightsRetentionPeriod ?? 7) : undefined,
    PreferredBackupWindow: input.PreferredBackupWindow ?? windows.backup,
    PreferredMaintenanceWindow: input.PreferredMaintenanceWindow?.toLowerCase() ?? windows.maintenance,
    PromotionTier: input.PromotionTier,
    PubliclyAccessible: input.PubliclyAccessible ?? false,
    StorageEncrypted: encrypted,
    StorageThroughput: input.StorageThroughput,
    StorageType: input.StorageType ?? (input.Iops === undefined ? "gp3" : "io1"),
  };
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw rdsErrors.invalidCombination(`The parameter ${name} must be provided.`);
  return value;
}

/** Zones of the two members; the second is taken only while Multi-AZ. */
export function placement(
  multiAz: boolean,
  asked: string | undefined,
  zones: readonly string[],
): { a: string; b: string } {
  if (asked !== undefined && multiAz) {
    throw rdsErrors.invalidCombination("Requesting a specific availability zone is not valid for Multi-AZ instances.");
  }
  if (asked !== undefined && !zones.includes(asked)) {
    throw rdsErrors.invalidValue(`Invalid availability zone: ${asked}. Must be one of ${zones.join(", ")}`);
  }
  const a = asked ?? zones[0]!;
  const b = zones.find((zone) => zone !== a);
  if (b === undefined) throw rdsErrors.subnetGroupTooSmall();
  return { a, b };
}

/** `db-` and 26 characters, as AWS makes them. */
export function newResourceId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `db-${Array.from({ length: 26 }, () => alphabet[randomInt(alphabet.length)]).join("")}`;
}
