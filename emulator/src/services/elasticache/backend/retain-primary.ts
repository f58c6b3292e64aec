import { clusterId, keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import type { Fleet } from "./fleet.ts";

/** Makes a group's primary a cache cluster of its own, with its data and endpoint; everything else of the group goes. */
export async function retainPrimary(fleet: Fleet, record: ReplicationGroupRecord): Promise<ReplicationGroupRecord> {
  const servers = fleet.servers(record);
  const { primary } = servers.context.topology;
  const node = record.nodes.find(({ name }) => name === primary)!;
  const identifier = clusterId(record, primary);
  const { retainsPrimary: _, finalSnapshot: __, ...rest } = record;
  const cluster: ReplicationGroupRecord = {
    ...rest,
    identifier,
    isStandalone: true,
    status: "modifying",
    nodes: [{ ...node, clusterId: identifier }],
    settings: { ...record.settings, automaticFailover: false, multiAz: false },
    pending: {},
  };
  fleet.replace(record, cluster);
  await servers.reconfigure();
  fleet.releaseGroup(record.identifier);
  return fleet.records.get(keyOf(cluster)) ?? cluster;
}
