import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { paginate } from "../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../wire/query/query-paging.ts";
import { elasticacheErrors } from "../state/errors.ts";
import type { SnapshotRecord, SnapshotSource } from "../state/snapshot.ts";
import { showSnapshot, type ElasticacheContext } from "./elasticache-context.ts";

const LIMITS = { min: 20, max: 50, default: 50 };
const PAGING = awsQueryPaging<SnapshotRecord>("elasticache:DescribeSnapshots", ({ name }) => name, LIMITS);
/** ElastiCache calls the sources differently in the request than in the answer; both are taken. */
const SOURCES: Readonly<Record<string, SnapshotSource>> = {
  system: "automated",
  automated: "automated",
  user: "manual",
  manual: "manual",
};

export function describeSnapshots(context: ElasticacheContext): Handler<typeof elasticache, "DescribeSnapshots"> {
  return async (input) => {
    const { ReplicationGroupId: groupId, CacheClusterId: clusterId, SnapshotSource: source } = input;
    if (source !== undefined && !Object.hasOwn(SOURCES, source)) {
      throw elasticacheErrors.invalidValue(`Invalid SnapshotSource: ${source}. Must be system or user`);
    }
    if (groupId !== undefined && clusterId !== undefined) {
      throw elasticacheErrors.invalidCombination("ReplicationGroupId and CacheClusterId can't be specified together.");
    }
    const all = input.SnapshotName ? [context.snapshots.get(input.SnapshotName)] : context.snapshots.records.list();
    const found = all
      .filter(({ origin }) => groupId === undefined || origin.replicationGroup?.id === groupId.toLowerCase())
      .filter(({ origin }) => clusterId === undefined || origin.clusterId === clusterId.toLowerCase())
      .filter((record) => source === undefined || record.source === SOURCES[source]);
    const { items, marker } = paginate(found, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    const showNodeGroups = input.ShowNodeGroupConfig ?? false;
    return { Snapshots: items.map((record) => showSnapshot(context, record, showNodeGroups)), Marker: marker };
  };
}
