import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { applyFilters } from "../state/filters.ts";
import type { ParameterGroupRecord } from "../state/parameter-group.ts";
import { arnOf, type RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<ParameterGroupRecord>("rds:DescribeDBParameterGroups", ({ name }) => name);

export function describeDbParameterGroups(context: RdsContext): Handler<typeof rds, "DescribeDBParameterGroups"> {
  return async (input) => {
    const { parameterGroups } = context;
    const asked = input.DBParameterGroupName;
    const found = applyFilters(asked ? [parameterGroups.get(asked)] : parameterGroups.list(), input.Filters, {});
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { DBParameterGroups: items.map((group) => describeParameterGroup(context, group)), Marker: marker };
  };
}

export function describeParameterGroup(context: RdsContext, group: ParameterGroupRecord): rds.DBParameterGroup {
  return {
    DBParameterGroupName: group.name,
    DBParameterGroupFamily: group.family,
    Description: group.description,
    DBParameterGroupArn: arnOf(context, "pg", group.name),
  };
}
