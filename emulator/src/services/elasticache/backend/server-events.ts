import { CACHE_NODE_ID, clusterId, type ReplicationGroupRecord } from "../state/replication-group.ts";
import type { EventLog } from "./event-log.ts";
import type { ServersEvent } from "./servers-context.ts";

/** Logs what happened to a group's servers in AWS's words (API reference, TestFailover; User Guide, "Viewing events"). */
export function logServersEvent(events: EventLog, record: ReplicationGroupRecord, event: ServersEvent): void {
  if (event.kind === "failedOver") {
    const [from, to] = [clusterId(record, event.from), clusterId(record, event.to)];
    const message = `Failover from primary node ${from} to replica node ${to} completed`;
    events.add("cache-cluster", from, message);
    events.add("replication-group", record.identifier, message);
    return;
  }
  const zone = record.nodes.find(({ name }) => name === event.node)?.zone;
  const messages = {
    recovering: `Recovering cache nodes ${CACHE_NODE_ID}`,
    recovered: `Finished recovery for cache nodes ${CACHE_NODE_ID}`,
    added: `Added cache node ${CACHE_NODE_ID} in availability zone ${zone}`,
    removed: "Cache cluster deleted",
    shutdown: `Cache node ${CACHE_NODE_ID} shutdown`,
    restarted: `Cache node ${CACHE_NODE_ID} restarted`,
  };
  events.add("cache-cluster", clusterId(record, event.node), messages[event.kind]);
}
