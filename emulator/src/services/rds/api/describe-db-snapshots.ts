import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { parseSnapshotArn } from "../state/arn.ts";
import { ENGINE } from "../state/engine.ts";
import { applyFilters, withIdentifier } from "../state/filters.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import type { SnapshotRecord } from "../state/snapshot.ts";
import type { RdsContext } from "./rds-context.ts";
import { showSnapshot } from "./snapshot-named.ts";

const PAGING = awsQueryPaging<SnapshotRecord>("rds:DescribeDBSnapshots", ({ identifier }) => identifier);
const TYPES = ["automated", "manual", "shared", "public", "awsbackup"];

/** Those of the caller's region. There is one account: no other one shares any with it. */
export function describeDbSnapshots(context: RdsContext): Handler<typeof rds, "DescribeDBSnapshots"> {
  return async (input, call) => {
    const { DBInstanceIdentifier: instance, SnapshotType: type } = input;
    const asked = input.DBSnapshotIdentifier || undefined;
    if (type !== undefined && !TYPES.includes(type)) {
      throw rdsErrors.invalidValue(`Invalid snapshot type: ${type}. Must be one of ${TYPES.join(", ")}`);
    }
    const region = asked?.startsWith("arn:") ? parseSnapshotArn(context.instance, asked).region : call.region;
    const chosen = context.backups.snapshots
      .list(region)
      .filter(({ source }) => instance === undefined || source.identifier === nameOf(instance))
      .filter(({ source }) => input.DbiResourceId === undefined || source.resourceId === input.DbiResourceId)
      .filter((record) => type === undefined || isOfType(record, type));
    const ofInstances = withIdentifier(input.Filters, "db-instance-id", undefined, nameOf);
    const filtered = applyFilters(chosen, withIdentifier(ofInstances, "db-snapshot-id", asked, snapshotNameOf), {
      "db-instance-id": ({ source }) => [source.identifier],
      "db-snapshot-id": ({ identifier }) => [identifier],
      "dbi-resource-id": ({ source }) => [source.resourceId],
      "snapshot-type": (record) => [record.type],
      engine: () => [ENGINE],
    });
    if (asked !== undefined && instance === undefined && filtered.length === 0) throw rdsErrors.noSuchSnapshot(asked);
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBSnapshots: items.map((record) => showSnapshot(context, record)), Marker: marker };
  };
}

function snapshotNameOf(asked: string): string {
  return asked.replace(/^arn:.*:snapshot:/, "").toLowerCase();
}

/** AWS takes an ARN where it asks for an identifier. */
function nameOf(asked: string): string {
  return asked.split(":").at(-1)!.toLowerCase();
}

function isOfType({ type, sharedWith }: SnapshotRecord, asked: string): boolean {
  return asked === "public" ? sharedWith.includes("all") : type === asked;
}
