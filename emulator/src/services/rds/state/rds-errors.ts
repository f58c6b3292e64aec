import { AwsError } from "../../../wire/aws-error.ts";

/** Every error of the RDS API that the emulator answers with; codes and statuses are the SDK schemas' (`awsQueryError`). */
export const rdsErrors = {
  instanceNotFound: (id: string) => new AwsError("DBInstanceNotFound", `DBInstance ${id} not found.`, 404),
  instanceAlreadyExists: () => new AwsError("DBInstanceAlreadyExists", "DB instance already exists"),
  replicaQuotaExceeded: (source: string, max: number) =>
    new AwsError("InstanceQuotaExceeded", `DB instance ${source} has ${max} read replicas, which is the most.`),
  invalidInstanceState: (message: string) => new AwsError("InvalidDBInstanceState", message),
  snapshotNotFound: (id: string) => new AwsError("DBSnapshotNotFound", `DBSnapshot not found: ${id}`, 404),
  /** In the words of DescribeDBSnapshots. */
  noSuchSnapshot: (id: string) => new AwsError("DBSnapshotNotFound", `DBSnapshot ${id} not found.`, 404),
  snapshotAlreadyExists: (id: string) =>
    new AwsError(
      "DBSnapshotAlreadyExists",
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    ),
  automatedBackupNotFound: (name: string) =>
    new AwsError("DBInstanceAutomatedBackupNotFound", `DB instance automated backup ${name} not found.`, 404),
  invalidAutomatedBackupState: (message: string) => new AwsError("InvalidDBInstanceAutomatedBackupState", message),
  pointInTimeNotEnabled: (id: string) =>
    new AwsError(
      "PointInTimeRestoreNotEnabled",
      `Point-in-time restore is not possible for DB instance ${id}: it has no automated backups yet, or none at all.`,
    ),
  invalidSnapshotState: (message: string) => new AwsError("InvalidDBSnapshotState", message),
  sharedSnapshotQuotaExceeded: () =>
    new AwsError(
      "SharedSnapshotQuotaExceeded",
      "The request cannot be processed because it would exceed the maximum number of snapshots.",
    ),
  subnetGroupNotFound: (name: string) =>
    new AwsError("DBSubnetGroupNotFoundFault", `DB subnet group '${name}' does not exist.`, 404),
  subnetGroupAlreadyExists: (name: string) =>
    new AwsError("DBSubnetGroupAlreadyExists", `The DB subnet group '${name}' already exists.`),
  subnetGroupInUse: (name: string, instance: string) =>
    new AwsError(
      "InvalidDBSubnetGroupStateFault",
      `Cannot delete the subnet group '${name}' because at least one database instance: ${instance} is still using it.`,
    ),
  subnetGroupTooSmall: () =>
    new AwsError(
      "DBSubnetGroupDoesNotCoverEnoughAZs",
      "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage is less than 2. Add subnets to cover at least 2 AZs.",
    ),
  invalidVpcState: (message: string) => new AwsError("InvalidVPCNetworkStateFault", message),
  invalidSubnet: (message: string) => new AwsError("InvalidSubnet", message),
  parameterGroupNotFound: (name: string) =>
    new AwsError("DBParameterGroupNotFound", `DBParameterGroup not found: ${name}`, 404),
  parameterGroupAlreadyExists: (name: string) =>
    new AwsError("DBParameterGroupAlreadyExists", `Parameter group ${name} already exists`),
  familyNotFound: (family: string, present: readonly string[]) =>
    new AwsError(
      "InvalidParameterValue",
      `ParameterGroupFamily ${family} cannot be found. Families present: ${present.join(", ")}.`,
    ),
  parameterGroupOfOtherFamily: (name: string, family: string, version: string) =>
    new AwsError(
      "InvalidParameterCombination",
      `The parameter group ${name} with DBParameterGroupFamily ${family} cannot be used for this instance. Please use a parameter group with DBParameterGroupFamily ${version}.`,
    ),
  invalidParameterGroupState: (message: string) => new AwsError("InvalidDBParameterGroupState", message),
  optionGroupNotFound: (name: string) =>
    new AwsError("OptionGroupNotFoundFault", `Specified OptionGroupName: ${name} not found.`, 404),
  optionGroupAlreadyExists: (name: string) =>
    new AwsError("OptionGroupAlreadyExistsFault", `An option group named ${name} already exists.`),
  invalidOptionGroupState: (message: string) => new AwsError("InvalidOptionGroupStateFault", message),
  subscriptionNotFound: (name: string) => new AwsError("SubscriptionNotFound", `Subscription ${name} not found.`, 404),
  subscriptionAlreadyExists: (name: string) =>
    new AwsError("SubscriptionAlreadyExist", `Subscription ${name} already exists.`),
  subscriptionQuotaExceeded: (max: number) =>
    new AwsError("EventSubscriptionQuotaExceeded", `There are ${max} event subscriptions, which is the most.`),
  subscriptionCategoryNotFound: (category: string) =>
    new AwsError("SubscriptionCategoryNotFound", `The event category ${category} does not exist.`, 404),
  sourceNotFound: (identifier: string) => new AwsError("SourceNotFound", `Source ${identifier} not found.`, 404),
  snsInvalidTopic: (arn: string) => new AwsError("SNSInvalidTopic", `SNS topic ARN is invalid: ${arn}`),
  snsTopicNotFound: () => new AwsError("SNSTopicArnNotFound", "The SNS topic ARN does not exist.", 404),
  logFileNotFound: (name: string) =>
    new AwsError("DBLogFileNotFoundFault", `DBLog File: ${name}, is not found on the DB instance`, 404),
  certificateNotFound: (id: string) => new AwsError("CertificateNotFound", `Certificate ${id} not found.`, 404),
  resourceNotFound: (message: string) => new AwsError("ResourceNotFoundFault", message, 404),
  engineNotSupported: (engine: string) =>
    new AwsError(
      "InvalidParameterValue",
      `Value ${engine} for parameter Engine is invalid. Reason: engine ${engine} not supported`,
    ),
  invalidValue: (message: string) => new AwsError("InvalidParameterValue", message),
  invalidCombination: (message: string) => new AwsError("InvalidParameterCombination", message),
  missingParameter: (name: string) =>
    new AwsError("MissingParameter", `The request must contain the parameter ${name}.`),
  /** What AWS has and the emulator doesn't yet; same code as for a whole operation. */
  notImplemented: (what: string) => new AwsError("NotImplemented", `${what} is not implemented by the emulator.`, 501),
} as const;
