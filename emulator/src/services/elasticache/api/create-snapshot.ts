import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { beginSnapshot } from "../backend/begin-snapshot.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { keyOf } from "../state/replication-group.ts";
import { assertQuota, checkedSnapshotName } from "../state/snapshot-rules.ts";
import { tagRecord } from "../state/tags.ts";
import { cluster, showSnapshot, type ElasticacheContext } from "./elasticache-context.ts";

/** Of a cache cluster, or of a replication group's one node group; answers with the snapshot in state `creating`. */
export function createSnapshot(context: ElasticacheContext): Handler<typeof elasticache, "CreateSnapshot"> {
  return async (input) => {
    const { fleet, snapshots, lifecycle } = context;
    const name = checkedSnapshotName("SnapshotName", input.SnapshotName!);
    const { ReplicationGroupId: groupId, CacheClusterId: clusterId } = input;
    if ((groupId === undefined) === (clusterId === undefined)) {
      throw elasticacheErrors.invalidCombination(
        "Exactly one of ReplicationGroupId and CacheClusterId must be provided.",
      );
    }
    const { group, node } =
      clusterId === undefined ? { group: fleet.record(groupId!), node: undefined } : cluster(context, clusterId);
    const tags = tagRecord(input.Tags);
    if (snapshots.records.get(name)) throw elasticacheErrors.snapshotAlreadyExists(name);
    assertAccepts(group, "snapshot");
    const now = new Date();
    assertQuota(snapshots.records.list(), group, now);
    const asked = { name, source: "manual" as const, node: node?.name, kmsKeyId: input.KmsKeyId, now, tags };
    const snapshot = beginSnapshot(fleet, snapshots, group, asked);
    const shown = showSnapshot(context, snapshot);
    void lifecycle.snapshot(keyOf(group), name);
    return { Snapshot: shown };
  };
}
