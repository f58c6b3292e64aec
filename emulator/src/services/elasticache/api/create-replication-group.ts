import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { groupAround } from "../state/adopt-cluster.ts";
import { familyOf } from "../state/engines.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { newReplicationGroup } from "../state/new-replication-group.ts";
import { withUserGroups } from "../state/user-access.ts";
import { clusterId, keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { assertIsFree } from "./create-cache-cluster.ts";
import { cluster, showGroup, zones, type ElasticacheContext } from "./elasticache-context.ts";

/** Answers with a group in state `creating`; its servers come up in the background. */
export function createReplicationGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "CreateReplicationGroup"> {
  return async (input) => {
    const { fleet, engines } = context;
    const snapshot = input.SnapshotName === undefined ? undefined : context.snapshots.get(input.SnapshotName);
    const cluster = input.PrimaryClusterId === undefined ? undefined : ownCluster(context, input.PrimaryClusterId);
    const subnetGroupName = input.CacheSubnetGroupName ?? snapshot?.origin.subnetGroupName ?? cluster?.subnetGroupName;
    const around = {
      engineVersions: engines,
      zones: zones(context, subnetGroupName),
      now: new Date(),
      snapshot,
    };
    const asked = cluster ? groupAround(cluster, input, around) : newReplicationGroup(input, around);
    const record = withUserGroups(asked, input.UserGroupIds ?? [], (id) => context.users.group(id));
    checkParameterGroup(context, record);
    if (fleet.records.get(record.identifier)) {
      throw elasticacheErrors.replicationGroupAlreadyExists();
    }
    const added = record.nodes.filter((node) => !cluster?.nodes.includes(node));
    assertIsFree(context, ...added.map(({ name }) => clusterId(record, name)));
    if (cluster) fleet.replace(cluster, record);
    else fleet.put(record);
    void context.lifecycle.create(keyOf(record));
    return { ReplicationGroup: showGroup(context, record) };
  };
}

/** The cache cluster of its own around which a group is made. Throws AWS's error. */
function ownCluster(context: ElasticacheContext, id: string): ReplicationGroupRecord {
  const { group } = cluster(context, id);
  if (!group.isStandalone) {
    throw elasticacheErrors.invalidClusterState(
      `Cache cluster ${id} is already part of replication group ${group.identifier}.`,
    );
  }
  return group;
}

/** Throws unless the group's parameter group exists and is of its engine's family. */
export function checkParameterGroup(context: ElasticacheContext, record: ReplicationGroupRecord): void {
  const { family } = context.parameterGroups.get(record.parameterGroupName);
  const expected = familyOf({ engine: record.engine, version: record.engineVersion });
  if (family === expected) return;
  throw elasticacheErrors.invalidCombination(
    `Expected a parameter group of family ${expected} but found one of family ${family}`,
  );
}
