import type { DBSnapshot } from "@aws-sdk/client-rds";
import { tagList, type DbInstanceRecord, type DbInstanceSettings } from "./db-instance.ts";
import { ENGINE } from "./engine.ts";
import { defaultOptionGroupName } from "./option-group.ts";
import { shownPerformance } from "./storage-performance.ts";

export type SnapshotType = "manual" | "automated";

/** `copying` and `creating` end in `available`, or in `failed` when the data could not be read. */
export type SnapshotStatus = "creating" | "copying" | "available" | "failed";

/** The instance as it was when the snapshot was taken: what a restore starts from. */
export type SnapshotSource = Pick<
  DbInstanceRecord,
  | "identifier"
  | "resourceId"
  | "createdAt"
  | "engineVersion"
  | "masterUsername"
  | "databaseName"
  | "port"
  | "optionGroupName"
  | "subnetGroupName"
  | "parameterGroupName"
> & {
  readonly zone: string;
  readonly vpcId?: string;
  readonly settings: DbInstanceSettings;
};

/** A DB snapshot as it is kept in the Store, by region and identifier. */
export interface SnapshotRecord {
  readonly region: string;
  readonly identifier: string;
  readonly type: SnapshotType;
  readonly status: SnapshotStatus;
  /** Names its files; never used twice. */
  readonly directory: string;
  /** ISO 8601. When it was asked for; once it is available, the instant that it holds. */
  readonly createdAt: string;
  /** ISO 8601; differs from `createdAt` in a copy. */
  readonly instant: string;
  /** Name of the first WAL segment that it needs; empty until it is available. */
  readonly firstSegment: string;
  readonly source: SnapshotSource;
  readonly tags: Record<string, string>;
  /** ARN of the snapshot that it was copied from. */
  readonly copiedFrom?: string;
  /** Accounts, or `all`, that may restore it. */
  readonly sharedWith: string[];
  /** The default one of its version unless told. */
  readonly optionGroupName?: string;
}

/** A DB snapshot as the API shows it. */
export function describeSnapshot(record: SnapshotRecord, arn: string): DBSnapshot {
  const { source, status } = record;
  const { settings } = source;
  const isThere = status === "available";
  const instant = isThere ? new Date(record.instant) : undefined;
  return {
    DBSnapshotIdentifier: record.identifier,
    DBSnapshotArn: arn,
    DBInstanceIdentifier: source.identifier,
    DbiResourceId: source.resourceId,
    SnapshotType: record.type,
    Status: status,
    PercentProgress: isThere ? 100 : 0,
    SnapshotCreateTime: isThere ? new Date(record.createdAt) : undefined,
    OriginalSnapshotCreateTime: instant,
    SnapshotDatabaseTime: instant,
    SnapshotTarget: "region",
    SourceDBSnapshotIdentifier: record.copiedFrom,
    SourceRegion: record.copiedFrom?.split(":")[3],
    Engine: ENGINE,
    EngineVersion: source.engineVersion,
    LicenseModel: settings.LicenseModel,
    MasterUsername: source.masterUsername,
    Port: source.port,
    AvailabilityZone: source.zone,
    VpcId: source.vpcId,
    InstanceCreateTime: new Date(source.createdAt),
    AllocatedStorage: settings.AllocatedStorage,
    StorageType: settings.StorageType,
    ...shownPerformance(settings),
    Encrypted: settings.StorageEncrypted,
    KmsKeyId: settings.KmsKeyId,
    OptionGroupName: record.optionGroupName ?? source.optionGroupName ?? defaultOptionGroupName(source.engineVersion),
    IAMDatabaseAuthenticationEnabled: false,
    DedicatedLogVolume: false,
    TagList: tagList(record.tags),
  };
}

/** `vpcId` is that of the instance's subnet group. */
export function snapshotSource(record: DbInstanceRecord, zone: string, vpcId: string | undefined): SnapshotSource {
  const { identifier, resourceId, createdAt, engineVersion, masterUsername, databaseName, port } = record;
  const { optionGroupName, subnetGroupName, parameterGroupName, settings } = record;
  return {
    ...{ identifier, resourceId, createdAt, engineVersion, masterUsername, port, parameterGroupName, settings },
    ...(databaseName !== undefined && { databaseName }),
    ...(optionGroupName !== undefined && { optionGroupName }),
    ...(subnetGroupName !== undefined && { subnetGroupName }),
    ...(vpcId !== undefined && { vpcId }),
    zone,
  };
}

/** `rds:<instance>-2026-11-25-22-05`, as AWS names automated snapshots. */
export function automatedSnapshotName(instanceIdentifier: string, at: Date): string {
  return `rds:${instanceIdentifier}-${at.toISOString().slice(0, 16).replace(/[T:]/g, "-")}`;
}
