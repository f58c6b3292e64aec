import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { fewerReplicas, moreReplicas } from "../state/replica-count.ts";
import type { NodeRecord, ReplicationGroupRecord } from "../state/replication-group.ts";
import { showGroup, zones, type ElasticacheContext } from "./elasticache-context.ts";

export function increaseReplicaCount(context: ElasticacheContext): Handler<typeof elasticache, "IncreaseReplicaCount"> {
  return async (input) => {
    const record = fetch(context, input);
    const placement = {
      multiAz: record.settings.multiAz,
      zones: zones(context, record.subnetGroupName),
      at: new Date().toISOString(),
    };
    return { ReplicationGroup: change(context, record, moreReplicas(record, input, placement)) };
  };
}

export function decreaseReplicaCount(context: ElasticacheContext): Handler<typeof elasticache, "DecreaseReplicaCount"> {
  return async (input) => {
    const record = fetch(context, input);
    const { primary } = context.fleet.servers(record).context.topology;
    return { ReplicationGroup: change(context, record, fewerReplicas(record, input, primary)) };
  };
}

function fetch(
  { fleet }: ElasticacheContext,
  { ReplicationGroupId, ApplyImmediately }: elasticache.IncreaseReplicaCountMessage,
): ReplicationGroupRecord {
  const record = fleet.record(ReplicationGroupId!);
  if (ApplyImmediately) return record;
  throw elasticacheErrors.invalidValue("ApplyImmediately=False is not currently supported.");
}

function change(
  context: ElasticacheContext,
  record: ReplicationGroupRecord,
  nodes: readonly NodeRecord[],
): elasticache.ReplicationGroup {
  const { fleet, lifecycle } = context;
  fleet.update(record.identifier, { nodes, status: "modifying" });
  const shown = showGroup(context, fleet.record(record.identifier));
  void lifecycle.modify(record.identifier);
  return shown;
}
