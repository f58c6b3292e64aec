import type { DBInstance, PendingModifiedValues } from "@aws-sdk/client-rds";
import type { RestoredFrom } from "./restored-from.ts";
import { shownPerformance } from "./storage-performance.ts";

/** The states of a DB instance that the emulator passes through (RDS User Guide, "Viewing DB instance status"). */
export type DbInstanceStatus =
  | "creating"
  | "backing-up"
  | "available"
  | "modifying"
  | "renaming"
  | "resetting-master-credentials"
  | "rebooting"
  | "stopping"
  | "stopped"
  | "starting"
  | "deleting"
  | "incompatible-parameters"
  | "storage-full"
  | "failed";

/** What callers set and DescribeDBInstances shows as it is. */
export type DbInstanceSettings = Pick<
  DBInstance,
  | "AutoMinorVersionUpgrade"
  | "BackupRetentionPeriod"
  | "CACertificateIdentifier"
  | "CopyTagsToSnapshot"
  | "DatabaseInsightsMode"
  | "DeletionProtection"
  | "EngineLifecycleSupport"
  | "Iops"
  | "KmsKeyId"
  | "LicenseModel"
  | "MaxAllocatedStorage"
  | "MonitoringInterval"
  | "MonitoringRoleArn"
  | "NetworkType"
  | "PerformanceInsightsKMSKeyId"
  | "PerformanceInsightsRetentionPeriod"
  | "PromotionTier"
  | "StorageThroughput"
> & {
  readonly AllocatedStorage: number;
  readonly DBInstanceClass: string;
  readonly EnabledCloudwatchLogsExports: string[];
  readonly MultiAZ: boolean;
  readonly PerformanceInsightsEnabled: boolean;
  readonly PreferredBackupWindow: string;
  readonly PreferredMaintenanceWindow: string;
  readonly PubliclyAccessible: boolean;
  readonly StorageEncrypted: boolean;
  readonly StorageType: string;
};

/** Changes that wait for the maintenance window unless ApplyImmediately. */
export type PendingChanges = Pick<
  PendingModifiedValues,
  | "BackupRetentionPeriod"
  | "DBInstanceClass"
  | "DBInstanceIdentifier"
  | "DBSubnetGroupName"
  | "AllocatedStorage"
  | "MultiAZ"
  | "StorageType"
  | "Iops"
  | "StorageThroughput"
>;

/** What a read replica copies from; a rename of its source leaves it alone. */
export interface ReplicaOf {
  /** DbiResourceId of the source. */
  readonly resourceId: string;
  /** A whole copy of the source was taken; until then the data directory is worth nothing. */
  readonly seeded: boolean;
}

/** Faults that are injected, which AWS has no API for. */
export interface DbInstanceFaults {
  /** WAL is thrown away instead of archived. */
  readonly archiveOff?: boolean;
  /** Restores give the current data, whatever is asked. */
  readonly restoreIgnoresTime?: boolean;
}

export interface DeletionPlan {
  /** Taken before anything is deleted. */
  readonly finalSnapshot?: string;
  /** Automated backups outlive the instance. */
  readonly retainsBackups: boolean;
}

/** A DB instance as it is kept in the Store, by its identifier. */
export interface DbInstanceRecord {
  readonly identifier: string;
  readonly resourceId: string;
  readonly status: DbInstanceStatus;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly engineVersion: string;
  readonly masterUsername: string;
  readonly databaseName?: string;
  readonly port: number;
  /** Zones of member a and b. */
  readonly zones: { readonly a: string; readonly b: string };
  readonly subnetGroupName?: string;
  readonly vpcSecurityGroupIds: string[];
  readonly parameterGroupName: string;
  /** Absent: the default one of its major version. */
  readonly optionGroupName?: string;
  /** What the servers were given; differs from the group while a reboot is pending. */
  readonly appliedParameters: Record<string, string>;
  /** Parameters of which the server says that they wait for its restart. */
  readonly pendingRestart: string[];
  /** Null or absent unless it is a read replica. */
  readonly replicaOf?: ReplicaOf | null;
  readonly restoredFrom?: RestoredFrom;
  /** How an instance in state `deleting` is to be deleted. */
  readonly deletion?: DeletionPlan;
  readonly faults?: DbInstanceFaults;
  readonly settings: DbInstanceSettings;
  readonly pending: PendingChanges;
  readonly tags: Record<string, string>;
}

/** Read replicas of an instance, and what it is a read replica of. */
export interface ReplicationSurroundings {
  readonly replicaIdentifiers: readonly string[];
  readonly sourceIdentifier?: string | undefined;
  /** Of a read replica: whether it receives from its source. */
  readonly isReplicating?: boolean;
}

/** What DescribeDBInstances adds to a record from elsewhere. */
export interface DbInstanceSurroundings {
  readonly arn: string;
  readonly endpointAddress: string;
  readonly parameterApplyStatus: "in-sync" | "pending-reboot";
  /** Which member serves; undefined until one does. */
  readonly primary: "a" | "b";
  /** A standby that may be promoted exists. */
  readonly redundant: boolean;
  readonly subnetGroup: DBInstance["DBSubnetGroup"];
  readonly certificateValidTill: Date | undefined;
  readonly optionGroupName: string;
  readonly replication: ReplicationSurroundings;
  /** Undefined while nothing is archived. */
  readonly latestRestorableTime: Date | undefined;
}

/** A DB instance as the API shows it. `SecondaryAvailabilityZone` is absent while no standby may be promoted. */
export function describeDbInstance(record: DbInstanceRecord, around: DbInstanceSurroundings): DBInstance {
  const { settings, zones } = record;
  const standby = around.primary === "a" ? "b" : "a";
  const placed = record.status !== "creating";
  return {
    ...settings,
    ...shownPerformance(settings),
    MaxAllocatedStorage: shownMaximum(settings),
    DBInstanceIdentifier: record.identifier,
    DBInstanceArn: around.arn,
    DbiResourceId: record.resourceId,
    DBInstanceStatus: record.status,
    Engine: "postgres",
    EngineVersion: record.engineVersion,
    MasterUsername: record.masterUsername,
    DBName: record.databaseName,
    DbInstancePort: 0,
    InstanceCreateTime: placed ? new Date(record.createdAt) : undefined,
    Endpoint: placed
      ? { Address: around.endpointAddress, Port: record.port, HostedZoneId: "Z2R2ITUGPM61AM" }
      : undefined,
    AvailabilityZone: placed || !settings.MultiAZ ? zones[around.primary] : undefined,
    SecondaryAvailabilityZone: settings.MultiAZ && around.redundant ? zones[standby] : undefined,
    DBSubnetGroup: around.subnetGroup,
    VpcSecurityGroups: record.vpcSecurityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: "active" })),
    DBSecurityGroups: [],
    DBParameterGroups: [
      { DBParameterGroupName: record.parameterGroupName, ParameterApplyStatus: around.parameterApplyStatus },
    ],
    OptionGroupMemberships: [{ OptionGroupName: around.optionGroupName, Status: "in-sync" }],
    LatestRestorableTime: around.latestRestorableTime,
    PendingModifiedValues: record.pending,
    ReadReplicaDBInstanceIdentifiers: [...around.replication.replicaIdentifiers],
    ReadReplicaSourceDBInstanceIdentifier: around.replication.sourceIdentifier,
    StatusInfos: replicationStatus(record, around.replication),
    DomainMemberships: [],
    AssociatedRoles: [],
    IAMDatabaseAuthenticationEnabled: false,
    CustomerOwnedIpEnabled: false,
    DedicatedLogVolume: false,
    BackupTarget: "region",
    CertificateDetails: { CAIdentifier: settings.CACertificateIdentifier, ValidTill: around.certificateValidTill },
    TagList: tagList(record.tags),
  };
}

/** A maximum that leaves no room to grow turns storage autoscaling off. */
function shownMaximum({ AllocatedStorage: size, MaxAllocatedStorage: max }: DbInstanceSettings): number | undefined {
  return max !== undefined && max > size ? max : undefined;
}

function replicationStatus(
  { replicaOf, status }: DbInstanceRecord,
  { isReplicating }: ReplicationSurroundings,
): DBInstance["StatusInfos"] {
  if (!replicaOf || status === "creating") return undefined;
  return isReplicating
    ? [{ StatusType: "read replication", Normal: true, Status: "replicating" }]
    : [{ StatusType: "read replication", Normal: false, Status: "error", Message: "The source is not reached." }];
}

export function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
