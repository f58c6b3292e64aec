import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { cluster, clusters, showCluster, type ClusterRecord, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<ClusterRecord>("elasticache:DescribeCacheClusters", ({ id }) => id);

export function describeCacheClusters(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeCacheClusters"> {
  return async (input) => {
    const all = input.CacheClusterId ? [cluster(context, input.CacheClusterId)] : clusters(context);
    const found = all.filter(({ group }) => !input.ShowCacheClustersNotInReplicationGroups || group.isStandalone);
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    const showNodes = input.ShowCacheNodeInfo ?? false;
    return { CacheClusters: items.map((each) => showCluster(context, each, showNodes)), Marker: marker };
  };
}
