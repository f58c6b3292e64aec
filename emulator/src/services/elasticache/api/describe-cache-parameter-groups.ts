import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { ParameterGroupRecord } from "../state/parameter-group.ts";
import { arnOf, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<ParameterGroupRecord>("elasticache:DescribeCacheParameterGroups", ({ name }) => name);

export function describeCacheParameterGroups(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeCacheParameterGroups"> {
  return async (input) => {
    const { parameterGroups } = context;
    const asked = input.CacheParameterGroupName;
    const found = asked ? [parameterGroups.get(asked)] : parameterGroups.list();
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { CacheParameterGroups: items.map((group) => showParameterGroup(context, group)), Marker: marker };
  };
}

export function showParameterGroup(
  context: ElasticacheContext,
  group: ParameterGroupRecord,
): elasticache.CacheParameterGroup {
  return {
    CacheParameterGroupName: group.name,
    CacheParameterGroupFamily: group.family,
    Description: group.description,
    IsGlobal: false,
    ARN: arnOf(context, "parametergroup", group.name),
  };
}
