import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { describeSubnetGroup, type SubnetGroupRecord } from "../state/subnet-group.ts";
import { arnOf, subnetGroup, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<SubnetGroupRecord>("elasticache:DescribeCacheSubnetGroups", ({ name }) => name);

export function describeCacheSubnetGroups(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeCacheSubnetGroups"> {
  return async (input) => {
    const asked = input.CacheSubnetGroupName;
    const found = asked ? [subnetGroup(context, asked)] : context.subnetGroups.list();
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      CacheSubnetGroups: items.map((group) => describeSubnetGroup(group, arnOf(context, "subnetgroup", group.name))),
      Marker: marker,
    };
  };
}
