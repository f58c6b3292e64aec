import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import type { ReplicationGroupRecord } from "../state/replication-group.ts";
import { showGroup, type ElasticacheContext } from "./elasticache-context.ts";

const PAGING = awsQueryPaging<ReplicationGroupRecord>(
  "elasticache:DescribeReplicationGroups",
  ({ identifier }) => identifier,
);

export function describeReplicationGroups(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DescribeReplicationGroups"> {
  return async (input) => {
    const { fleet } = context;
    const found = input.ReplicationGroupId ? [fleet.record(input.ReplicationGroupId)] : fleet.groups();
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return { ReplicationGroups: items.map((record) => showGroup(context, record)), Marker: marker };
  };
}
