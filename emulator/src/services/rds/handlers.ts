import type * as rds from "@aws-sdk/client-rds";
import type { Handlers } from "../../wire/handlers.ts";
import { createDbInstanceReadReplica } from "./api/create-db-instance-read-replica.ts";
import { createDbInstance } from "./api/create-db-instance.ts";
import { createDbParameterGroup } from "./api/create-db-parameter-group.ts";
import { createDbSubnetGroup } from "./api/create-db-subnet-group.ts";
import { deleteDbInstance } from "./api/delete-db-instance.ts";
import { deleteDbParameterGroup } from "./api/delete-db-parameter-group.ts";
import { deleteDbSubnetGroup } from "./api/delete-db-subnet-group.ts";
import { describeAccountAttributes } from "./api/describe-account-attributes.ts";
import { describeDbEngineVersions } from "./api/describe-db-engine-versions.ts";
import { describeDbInstances } from "./api/describe-db-instances.ts";
import { describeDbParameterGroups } from "./api/describe-db-parameter-groups.ts";
import { describeDbParameters } from "./api/describe-db-parameters.ts";
import { describeDbSubnetGroups } from "./api/describe-db-subnet-groups.ts";
import { describeEngineDefaultParameters } from "./api/describe-engine-default-parameters.ts";
import { describeEventCategories } from "./api/describe-event-categories.ts";
import { describeEvents } from "./api/describe-events.ts";
import { describeOrderableDbInstanceOptions } from "./api/describe-orderable-db-instance-options.ts";
import { describePendingMaintenanceActions } from "./api/describe-pending-maintenance-actions.ts";
import { modifyDbInstance } from "./api/modify-db-instance.ts";
import { modifyDbParameterGroup } from "./api/modify-db-parameter-group.ts";
import { modifyDbSubnetGroup } from "./api/modify-db-subnet-group.ts";
import { promoteReadReplica } from "./api/promote-read-replica.ts";
import type { RdsContext } from "./api/rds-context.ts";
import { rebootDbInstance } from "./api/reboot-db-instance.ts";
import { resetDbParameterGroup } from "./api/reset-db-parameter-group.ts";
import { startDbInstance } from "./api/start-db-instance.ts";
import { stopDbInstance } from "./api/stop-db-instance.ts";
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from "./api/tags.ts";

const OPERATIONS = {
  AddTagsToResource: addTagsToResource,
  CreateDBInstance: createDbInstance,
  CreateDBInstanceReadReplica: createDbInstanceReadReplica,
  CreateDBParameterGroup: createDbParameterGroup,
  CreateDBSubnetGroup: createDbSubnetGroup,
  DeleteDBInstance: deleteDbInstance,
  DeleteDBParameterGroup: deleteDbParameterGroup,
  DeleteDBSubnetGroup: deleteDbSubnetGroup,
  DescribeAccountAttributes: describeAccountAttributes,
  DescribeDBEngineVersions: describeDbEngineVersions,
  DescribeDBInstances: describeDbInstances,
  DescribeDBParameterGroups: describeDbParameterGroups,
  DescribeDBParameters: describeDbParameters,
  DescribeDBSubnetGroups: describeDbSubnetGroups,
  DescribeEngineDefaultParameters: describeEngineDefaultParameters,
  DescribeEventCategories: describeEventCategories,
  DescribeEvents: describeEvents,
  DescribeOrderableDBInstanceOptions: describeOrderableDbInstanceOptions,
  DescribePendingMaintenanceActions: describePendingMaintenanceActions,
  ListTagsForResource: listTagsForResource,
  ModifyDBInstance: modifyDbInstance,
  ModifyDBParameterGroup: modifyDbParameterGroup,
  ModifyDBSubnetGroup: modifyDbSubnetGroup,
  PromoteReadReplica: promoteReadReplica,
  RebootDBInstance: rebootDbInstance,
  RemoveTagsFromResource: removeTagsFromResource,
  ResetDBParameterGroup: resetDbParameterGroup,
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
