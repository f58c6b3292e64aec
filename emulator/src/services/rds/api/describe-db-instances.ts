import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { ENGINE } from "../state/engine.ts";
import { applyFilters, withIdentifier } from "../state/filters.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, nameOf, type RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<DbInstanceRecord>("rds:DescribeDBInstances", ({ identifier }) => identifier);

export function describeDbInstances(context: RdsContext): Handler<typeof rds, "DescribeDBInstances"> {
  return async (input) => {
    const asked = input.DBInstanceIdentifier || undefined;
    const all = context.fleet.records.list();
    const name = (value: string): string => nameOf(context, value).toLowerCase();
    const filtered = applyFilters(all, withIdentifier(input.Filters, "db-instance-id", asked, name), {
      "db-instance-id": ({ identifier }) => [identifier],
      "dbi-resource-id": ({ resourceId }) => [resourceId],
      "db-cluster-id": () => [],
      domain: () => [],
      engine: () => [ENGINE],
    });
    if (asked !== undefined && filtered.length === 0) throw rdsErrors.instanceNotFound(nameOf(context, asked));
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBInstances: await Promise.all(items.map((record) => describe(context, record, all))), Marker: marker };
  };
}
