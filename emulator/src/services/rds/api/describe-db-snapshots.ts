import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { ENGINE } from "../state/engine.ts";
import { applyFilters } from "../state/filters.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";
import type { RdsContext } from "./rds-context.ts";
import { showSnapshot, snapshotNamed } from "./snapshot-named.ts";

const PAGING = awsQueryPaging<SnapshotRecord>("rds:DescribeDBSnapshots", ({ identifier }) => identifier);
const TYPES = ["automated", "manual", "shared", "public", "awsbackup"];

/** Those of the caller's region. There is one account: no other one shares any with it. */
export function describeDbSnapshots(context: RdsContext): Handler<typeof rds, "DescribeDBSnapshots"> {
  return async (input, call) => {
    const { DBInstanceIdentifier: instance, DBSnapshotIdentifier: asked, SnapshotType: type } = input;
    if (type !== undefined && !TYPES.includes(type)) {
      throw rdsErrors.invalidValue(`Invalid snapshot type: ${type}. Must be one of ${TYPES.join(", ")}`);
    }
    const found = asked ? [snapshotNamed(context, asked, call)] : context.backups.snapshots.list(call.region);
    const chosen = found
      .filter(({ source }) => instance === undefined || source.identifier === nameOf(instance))
      .filter(({ source }) => input.DbiResourceId === undefined || source.resourceId === input.DbiResourceId)
      .filter((record) => type === undefined || isOfType(record, type));
    const filters = input.Filters?.map(({ Name, Values }) =>
      Name === "db-instance-id" ? { Name, Values: Values?.map(nameOf) } : { Name, Values },
    );
    const filtered = applyFilters(chosen, filters, {
      "db-instance-id": ({ source }) => [source.identifier],
      "db-snapshot-id": ({ identifier }) => [identifier],
      "dbi-resource-id": ({ source }) => [source.resourceId],
      "snapshot-type": (record) => [record.type],
      engine: () => [ENGINE],
    });
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBSnapshots: items.map((record) => showSnapshot(context, record)), Marker: marker };
  };
}

/** AWS takes an ARN where it asks for an identifier. */
function nameOf(asked: string): string {
  return asked.split(":").at(-1)!.toLowerCase();
}

function isOfType({ type, sharedWith }: SnapshotRecord, asked: string): boolean {
  return asked === "public" ? sharedWith.includes("all") : type === asked;
}
