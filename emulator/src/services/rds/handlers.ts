import type * as rds from "@aws-sdk/client-rds";
import type { Handlers } from "../../wire/handlers.ts";
import { describeCertificates } from "./api/certificates/describe-certificates.ts";
import { modifyCertificates } from "./api/certificates/modify-certificates.ts";
import { copyDbParameterGroup } from "./api/copy-db-parameter-group.ts";
import { createDbInstanceReadReplica } from "./api/create-db-instance-read-replica.ts";
import { copyDbSnapshot } from "./api/copy-db-snapshot.ts";
import { createDbInstance } from "./api/create-db-instance.ts";
import { createDbParameterGroup } from "./api/create-db-parameter-group.ts";
import { createDbSnapshot } from "./api/create-db-snapshot.ts";
import { createDbSubnetGroup } from "./api/create-db-subnet-group.ts";
import { deleteDbInstanceAutomatedBackup } from "./api/delete-db-instance-automated-backup.ts";
import { deleteDbInstance } from "./api/delete-db-instance.ts";
import { deleteDbParameterGroup } from "./api/delete-db-parameter-group.ts";
import { describeDbSnapshotAttributes, modifyDbSnapshotAttribute } from "./api/db-snapshot-attributes.ts";
import { deleteDbSnapshot } from "./api/delete-db-snapshot.ts";
import { deleteDbSubnetGroup } from "./api/delete-db-subnet-group.ts";
import { describeAccountAttributes } from "./api/describe-account-attributes.ts";
import { describeDbEngineVersions } from "./api/describe-db-engine-versions.ts";
import { describeDbInstanceAutomatedBackups } from "./api/describe-db-instance-automated-backups.ts";
import { describeDbInstances } from "./api/describe-db-instances.ts";
import { describeDbMajorEngineVersions } from "./api/describe-db-major-engine-versions.ts";
import { describeDbParameterGroups } from "./api/describe-db-parameter-groups.ts";
import { describeDbParameters } from "./api/describe-db-parameters.ts";
import { describeDbSnapshots } from "./api/describe-db-snapshots.ts";
import { describeDbSubnetGroups } from "./api/describe-db-subnet-groups.ts";
import { describeEngineDefaultParameters } from "./api/describe-engine-default-parameters.ts";
import { describeEventCategories } from "./api/describe-event-categories.ts";
import { describeEvents } from "./api/describe-events.ts";
import { describeOrderableDbInstanceOptions } from "./api/describe-orderable-db-instance-options.ts";
import { describeSourceRegions } from "./api/describe-source-regions.ts";
import { describeValidDbInstanceModifications } from "./api/describe-valid-db-instance-modifications.ts";
import { createEventSubscription } from "./api/event-subscriptions/create-event-subscription.ts";
import { deleteEventSubscription } from "./api/event-subscriptions/delete-event-subscription.ts";
import { describeEventSubscriptions } from "./api/event-subscriptions/describe-event-subscriptions.ts";
import { modifyEventSubscription } from "./api/event-subscriptions/modify-event-subscription.ts";
import {
  addSourceIdentifierToSubscription,
  removeSourceIdentifierFromSubscription,
} from "./api/event-subscriptions/source-identifiers.ts";
import {
  describeDbClusterSnapshots,
  describeDbClusters,
  describeDbProxies,
  describeDbSecurityGroups,
  describeGlobalClusters,
  describeReservedDbInstances,
} from "./api/kinds-that-are-absent.ts";
import { describeDbLogFiles } from "./api/log-files/describe-db-log-files.ts";
import { downloadDbLogFilePortion } from "./api/log-files/download-db-log-file-portion.ts";
import { applyPendingMaintenanceAction } from "./api/maintenance/apply-pending-maintenance-action.ts";
import { describePendingMaintenanceActions } from "./api/maintenance/describe-pending-maintenance-actions.ts";
import { modifyDbInstance } from "./api/modify-db-instance.ts";
import { modifyDbParameterGroup } from "./api/modify-db-parameter-group.ts";
import { modifyDbSnapshot } from "./api/modify-db-snapshot.ts";
import { modifyDbSubnetGroup } from "./api/modify-db-subnet-group.ts";
import { copyOptionGroup } from "./api/option-groups/copy-option-group.ts";
import { createOptionGroup } from "./api/option-groups/create-option-group.ts";
import { deleteOptionGroup } from "./api/option-groups/delete-option-group.ts";
import { describeOptionGroupOptions } from "./api/option-groups/describe-option-group-options.ts";
import { describeOptionGroups } from "./api/option-groups/describe-option-groups.ts";
import { modifyOptionGroup } from "./api/option-groups/modify-option-group.ts";
import { promoteReadReplica } from "./api/promote-read-replica.ts";
import type { RdsContext } from "./api/rds-context.ts";
import { rebootDbInstance } from "./api/reboot-db-instance.ts";
import { resetDbParameterGroup } from "./api/reset-db-parameter-group.ts";
import { restoreDbInstanceFromDbSnapshot } from "./api/restore-db-instance-from-db-snapshot.ts";
import { restoreDbInstanceToPointInTime } from "./api/restore-db-instance-to-point-in-time.ts";
import { startDbInstance } from "./api/start-db-instance.ts";
import { stopDbInstance } from "./api/stop-db-instance.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./api/tags.ts";

const OPERATIONS = {
  AddSourceIdentifierToSubscription: addSourceIdentifierToSubscription,
  AddTagsToResource: addTagsToResource,
  ApplyPendingMaintenanceAction: applyPendingMaintenanceAction,
  CopyDBParameterGroup: copyDbParameterGroup,
  CopyOptionGroup: copyOptionGroup,
  CopyDBSnapshot: copyDbSnapshot,
  CreateDBInstance: createDbInstance,
  CreateDBInstanceReadReplica: createDbInstanceReadReplica,
  CreateDBParameterGroup: createDbParameterGroup,
  CreateDBSnapshot: createDbSnapshot,
  CreateDBSubnetGroup: createDbSubnetGroup,
  CreateEventSubscription: createEventSubscription,
  CreateOptionGroup: createOptionGroup,
  DeleteDBInstance: deleteDbInstance,
  DeleteDBInstanceAutomatedBackup: deleteDbInstanceAutomatedBackup,
  DeleteDBParameterGroup: deleteDbParameterGroup,
  DeleteDBSnapshot: deleteDbSnapshot,
  DeleteDBSubnetGroup: deleteDbSubnetGroup,
  DeleteEventSubscription: deleteEventSubscription,
  DeleteOptionGroup: deleteOptionGroup,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeCertificates: describeCertificates,
  DescribeDBClusterSnapshots: describeDbClusterSnapshots,
  DescribeDBClusters: describeDbClusters,
  DescribeDBEngineVersions: describeDbEngineVersions,
  DescribeDBInstanceAutomatedBackups: describeDbInstanceAutomatedBackups,
  DescribeDBInstances: describeDbInstances,
  DescribeDBLogFiles: describeDbLogFiles,
  DescribeDBMajorEngineVersions: describeDbMajorEngineVersions,
  DescribeDBParameterGroups: describeDbParameterGroups,
  DescribeDBParameters: describeDbParameters,
  DescribeDBProxies: describeDbProxies,
  DescribeDBSecurityGroups: describeDbSecurityGroups,
  DescribeDBSnapshotAttributes: describeDbSnapshotAttributes,
  DescribeDBSnapshots: describeDbSnapshots,
  DescribeDBSubnetGroups: describeDbSubnetGroups,
  DescribeEngineDefaultParameters: describeEngineDefaultParameters,
  DescribeEventCategories: describeEventCategories,
  DescribeEventSubscriptions: describeEventSubscriptions,
  DescribeEvents: describeEvents,
  DescribeGlobalClusters: describeGlobalClusters,
  DescribeOptionGroupOptions: describeOptionGroupOptions,
  DescribeOptionGroups: describeOptionGroups,
  DescribeOrderableDBInstanceOptions: describeOrderableDbInstanceOptions,
  DescribePendingMaintenanceActions: describePendingMaintenanceActions,
  DescribeReservedDBInstances: describeReservedDbInstances,
  DescribeSourceRegions: describeSourceRegions,
  DescribeValidDBInstanceModifications: describeValidDbInstanceModifications,
  DownloadDBLogFilePortion: downloadDbLogFilePortion,
  ListTagsForResource: listTagsForResource,
  ModifyCertificates: modifyCertificates,
  ModifyDBInstance: modifyDbInstance,
  ModifyDBParameterGroup: modifyDbParameterGroup,
  ModifyDBSnapshot: modifyDbSnapshot,
  ModifyDBSnapshotAttribute: modifyDbSnapshotAttribute,
  ModifyDBSubnetGroup: modifyDbSubnetGroup,
  ModifyEventSubscription: modifyEventSubscription,
  ModifyOptionGroup: modifyOptionGroup,
  PromoteReadReplica: promoteReadReplica,
  RebootDBInstance: rebootDbInstance,
  RemoveSourceIdentifierFromSubscription: removeSourceIdentifierFromSubscription,
  RemoveTagsFromResource: removeTagsFromResource,
  ResetDBParameterGroup: resetDbParameterGroup,
  RestoreDBInstanceFromDBSnapshot: restoreDbInstanceFromDbSnapshot,
  RestoreDBInstanceToPointInTime: restoreDbInstanceToPointInTime,
  StartDBInstance: startDbInstance,
  StopDBInstance: stopDbInstance,
} as const;

export type RdsHandlers = Required<Pick<Handlers<typeof rds>, keyof typeof OPERATIONS>>;

/** The operations of RDS that are implemented. Each waits for `context`, which there is once the service has started. */
export function rdsHandlers(context: Promise<RdsContext>): RdsHandlers {
  const handlers = Object.entries(OPERATIONS).map(([name, operation]) => {
    const bind = operation as (context: RdsContext) => (input: object, call: object) => Promise<object>;
    return [name, async (input: object, call: object) => bind(await context)(input, call)];
  });
  return Object.fromEntries(handlers) as RdsHandlers;
}
