import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { applyFilters } from "../state/filters.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { automatedBackupArn, backedUp, showAutomatedBackup } from "./automated-backups.ts";
import type { RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<DbInstanceRecord>(
  "rds:DescribeDBInstanceAutomatedBackups",
  ({ resourceId }) => resourceId,
);

/** Of instances that exist (`active`) and of deleted ones whose backups were kept (`retained`). */
export function describeDbInstanceAutomatedBackups(
  context: RdsContext,
): Handler<typeof rds, "DescribeDBInstanceAutomatedBackups"> {
  return async (input) => {
    const { DBInstanceIdentifier: identifier, DbiResourceId: resourceId } = input;
    const arn = input.DBInstanceAutomatedBackupsArn;
    const found = backedUp(context)
      .filter((record) => identifier === undefined || record.identifier === identifier.toLowerCase())
      .filter((record) => resourceId === undefined || record.resourceId === resourceId)
      .filter((record) => arn === undefined || automatedBackupArn(context, record) === arn);
    if (found.length === 0 && (resourceId ?? arn) !== undefined) {
      throw rdsErrors.automatedBackupNotFound(resourceId ?? arn!);
    }
    const shown = new Map(
      await Promise.all(
        found.map(async (record) => [record.resourceId, await showAutomatedBackup(context, record)] as const),
      ),
    );
    const filtered = applyFilters(found, input.Filters, {
      "db-instance-id": (record) => [record.identifier, shown.get(record.resourceId)!.DBInstanceArn!],
      "dbi-resource-id": (record) => [record.resourceId],
      status: (record) => [shown.get(record.resourceId)!.Status!],
    });
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBInstanceAutomatedBackups: items.map((record) => shown.get(record.resourceId)!), Marker: marker };
  };
}
