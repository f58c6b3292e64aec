import type { DBInstanceAutomatedBackup } from "@aws-sdk/client-rds";
import { tagList, type DbInstanceRecord } from "./db-instance.ts";
import { ENGINE } from "./engine.ts";
import { defaultOptionGroupName } from "./option-group.ts";
import { shownPerformance } from "./storage-performance.ts";

export interface AutomatedBackupSurroundings {
  readonly arn: string;
  readonly instanceArn: string;
  readonly region: string;
  /** `retained` once its instance is deleted. */
  readonly status: "active" | "creating" | "retained";
  readonly window: { readonly earliest: Date; readonly latest: Date } | undefined;
  readonly zone: string;
  readonly vpcId: string | undefined;
}

/** The last part of an automated backup's ARN, the same as long as there are backups of the instance. */
export function automatedBackupName(resourceId: string): string {
  return resourceId.replace(/^db-/, "ab-").toLowerCase();
}

/** An instance's automated backups as the API shows them. */
export function describeAutomatedBackup(
  record: DbInstanceRecord,
  around: AutomatedBackupSurroundings,
): DBInstanceAutomatedBackup {
  const { settings } = record;
  return {
    DBInstanceAutomatedBackupsArn: around.arn,
    DBInstanceArn: around.instanceArn,
    DBInstanceIdentifier: record.identifier,
    DbiResourceId: record.resourceId,
    Region: around.region,
    Status: around.status,
    RestoreWindow: around.window && { EarliestTime: around.window.earliest, LatestTime: around.window.latest },
    AvailabilityZone: around.zone,
    VpcId: around.vpcId,
    Engine: ENGINE,
    EngineVersion: record.engineVersion,
    LicenseModel: settings.LicenseModel,
    MasterUsername: record.masterUsername,
    Port: record.port,
    InstanceCreateTime: new Date(record.createdAt),
    AllocatedStorage: settings.AllocatedStorage,
    StorageType: settings.StorageType,
    ...shownPerformance(settings),
    Encrypted: settings.StorageEncrypted,
    KmsKeyId: settings.KmsKeyId,
    BackupRetentionPeriod: settings.BackupRetentionPeriod,
    PreferredBackupWindow: settings.PreferredBackupWindow,
    OptionGroupName: record.optionGroupName ?? defaultOptionGroupName(record.engineVersion),
    IAMDatabaseAuthenticationEnabled: false,
    DedicatedLogVolume: false,
    BackupTarget: "region",
    TagList: tagList(record.tags),
  };
}
