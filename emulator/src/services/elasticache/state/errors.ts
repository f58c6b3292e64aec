import { AwsError } from "../../../wire/aws-error.ts";

/** Every error of the ElastiCache API that the emulator answers with; codes and statuses are the SDK schemas' (`awsQueryError`). */
export const elasticacheErrors = {
  replicationGroupNotFound: (id: string) =>
    new AwsError("ReplicationGroupNotFoundFault", `ReplicationGroup ${id} not found.`, 404),
  replicationGroupAlreadyExists: () =>
    new AwsError("ReplicationGroupAlreadyExists", "Replication group with specified name already exists."),
  invalidReplicationGroupState: (message: string) => new AwsError("InvalidReplicationGroupState", message),
  nodeGroupNotFound: (id: string) => new AwsError("NodeGroupNotFoundFault", `NodeGroup ${id} not found.`, 404),
  testFailoverNotAvailable: (message: string) => new AwsError("TestFailoverNotAvailableFault", message),
  callRateExceeded: (message: string) => new AwsError("APICallRateForCustomerExceeded", message),
  noOperation: (message: string) => new AwsError("NoOperationFault", message),
  clusterNotFound: (id: string) => new AwsError("CacheClusterNotFound", `CacheCluster not found: ${id}`, 404),
  clusterAlreadyExists: (id: string) =>
    new AwsError("CacheClusterAlreadyExists", `Cache cluster ${id} already exists.`),
  invalidClusterState: (message: string) => new AwsError("InvalidCacheClusterState", message),
  snapshotNotFound: (name: string) => new AwsError("SnapshotNotFoundFault", `Snapshot ${name} not found.`, 404),
  snapshotAlreadyExists: (name: string) =>
    new AwsError("SnapshotAlreadyExistsFault", `Snapshot with specified name already exists: ${name}`),
  invalidSnapshotState: (message: string) => new AwsError("InvalidSnapshotState", message),
  snapshotQuotaExceeded: (message: string) => new AwsError("SnapshotQuotaExceededFault", message),
  snapshotNotSupported: (message: string) => new AwsError("SnapshotFeatureNotSupportedFault", message),
  nodeQuotaExceeded: (message: string) => new AwsError("NodeQuotaForClusterExceeded", message),
  subnetGroupNotFound: (name: string) =>
    new AwsError("CacheSubnetGroupNotFoundFault", `Cache Subnet Group ${name} does not exist.`),
  subnetGroupAlreadyExists: (name: string) =>
    new AwsError("CacheSubnetGroupAlreadyExists", `Cache subnet group ${name} already exists.`),
  subnetGroupInUse: (name: string) =>
    new AwsError("CacheSubnetGroupInUse", `Cache subnet group ${name} is currently in use by a cache cluster.`),
  subnetInUse: (message: string) => new AwsError("SubnetInUse", message),
  invalidSubnet: (message: string) => new AwsError("InvalidSubnet", message),
  parameterGroupNotFound: (name: string) =>
    new AwsError("CacheParameterGroupNotFound", `CacheParameterGroup not found: ${name}`, 404),
  parameterGroupAlreadyExists: (name: string) =>
    new AwsError("CacheParameterGroupAlreadyExists", `Cache parameter group ${name} already exists.`),
  invalidParameterGroupState: (message: string) => new AwsError("InvalidCacheParameterGroupState", message),
  userNotFound: (id: string) => new AwsError("UserNotFound", `User ${id} not found.`, 404),
  userAlreadyExists: (id: string) => new AwsError("UserAlreadyExists", `User ${id} already exists.`),
  invalidUserState: (message: string) => new AwsError("InvalidUserState", message),
  duplicateUserName: (message: string) => new AwsError("DuplicateUserName", message),
  authenticationType: (type: string | undefined) =>
    new AwsError(
      "InvalidParameterValue",
      `Input Authentication type: ${type ?? "null"} is not in the allowed list: [password,no-password-required,iam]`,
    ),
  defaultUserRequired: () =>
    new AwsError("DefaultUserRequired", "A user group of engine redis needs a user with the user name default."),
  defaultUserInGroup: (message: string) => new AwsError("DefaultUserAssociatedToUserGroup", message),
  userGroupNotFound: (id: string) => new AwsError("UserGroupNotFound", `User group ${id} not found.`, 404),
  userGroupAlreadyExists: (id: string) => new AwsError("UserGroupAlreadyExists", `User group ${id} already exists.`),
  invalidUserGroupState: (message: string) => new AwsError("InvalidUserGroupState", message),
  invalidArn: (arn: string) => new AwsError("InvalidARN", `Invalid ARN: ${arn}`),
  tagNotFound: (key: string) => new AwsError("TagNotFound", `Tag ${key} not found.`, 404),
  tagQuotaExceeded: (max: number) =>
    new AwsError("TagQuotaPerResourceExceeded", `A resource can have at most ${max} tags.`),
  invalidValue: (message: string) => new AwsError("InvalidParameterValue", message),
  invalidCombination: (message: string) => new AwsError("InvalidParameterCombination", message),
  /** What AWS has and the emulator doesn't yet; same code as for a whole operation. */
  notImplemented: (what: string) => new AwsError("NotImplemented", `${what} is not implemented by the emulator.`, 501),
} as const;
