import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { beginSnapshot } from "../backend/begin-snapshot.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { keyOf, type ReplicationGroupRecord } from "../state/replication-group.ts";
import { checkedSnapshotName } from "../state/snapshot-rules.ts";
import { showGroup, type ElasticacheContext } from "./elasticache-context.ts";

/** With RetainPrimaryCluster the primary stays, with its data and endpoint, as a cache cluster of its own. */
export function deleteReplicationGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DeleteReplicationGroup"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.ReplicationGroupId!);
    assertAccepts(record, "delete");
    const retainsPrimary = input.RetainPrimaryCluster ?? false;
    if (retainsPrimary && input.FinalSnapshotIdentifier !== undefined) {
      throw elasticacheErrors.invalidCombination(
        "FinalSnapshotIdentifier can't be specified when RetainPrimaryCluster is true.",
      );
    }
    beginDeletion(context, record, { finalSnapshot: input.FinalSnapshotIdentifier, retainsPrimary });
    const shown = showGroup(context, fleet.record(record.identifier));
    void lifecycle.delete(keyOf(record));
    return { ReplicationGroup: shown };
  };
}

/** Writes the deletion down, and with it the snapshot that is taken first. */
export function beginDeletion(
  { fleet, snapshots }: ElasticacheContext,
  record: ReplicationGroupRecord,
  asked: {
    readonly finalSnapshot: string | undefined;
    readonly node?: string;
    readonly retainsPrimary?: boolean;
  },
): void {
  const status = "deleting" as const;
  if (asked.finalSnapshot === undefined) {
    fleet.update(keyOf(record), { status, ...(asked.retainsPrimary && { retainsPrimary: true as const }) });
    return;
  }
  const name = checkedSnapshotName("FinalSnapshotIdentifier", asked.finalSnapshot);
  assertAccepts(record, "snapshot");
  const { node } = asked;
  const snapshot = { name, source: "manual" as const, node, now: new Date(), tags: {} };
  beginSnapshot(fleet, snapshots, record, snapshot, { status, finalSnapshot: name });
}
