import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { applyFilters } from "../state/filters.ts";
import { describeSubnetGroup, type SubnetGroupRecord } from "../state/subnet-group.ts";
import { arnOf, subnetGroup, type RdsContext } from "./rds-context.ts";

const PAGING = awsQueryPaging<SubnetGroupRecord>("rds:DescribeDBSubnetGroups", ({ name }) => name);

export function describeDbSubnetGroups(context: RdsContext): Handler<typeof rds, "DescribeDBSubnetGroups"> {
  return async (input) => {
    const asked = input.DBSubnetGroupName;
    const found = applyFilters(asked ? [subnetGroup(context, asked)] : context.subnetGroups.list(), input.Filters, {});
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      DBSubnetGroups: items.map((group) => describeSubnetGroup(group, arnOf(context, "subgrp", group.name))),
      Marker: marker,
    };
  };
}
