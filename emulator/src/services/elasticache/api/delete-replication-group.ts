import type * as elasticache from "@aws-sdk/client-elasticache";
import type { Handler } from "../../../wire/handlers.ts";
import { elasticacheErrors } from "../state/errors.ts";
import { assertAccepts } from "../state/group-state.ts";
import { showGroup, type ElasticacheContext } from "./elasticache-context.ts";

export function deleteReplicationGroup(
  context: ElasticacheContext,
): Handler<typeof elasticache, "DeleteReplicationGroup"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.ReplicationGroupId!);
    assertAccepts(record, "delete");
    if (input.RetainPrimaryCluster) throw elasticacheErrors.notImplemented("RetainPrimaryCluster");
    if (input.FinalSnapshotIdentifier !== undefined) {
      throw elasticacheErrors.notImplemented(`A final snapshot (${input.FinalSnapshotIdentifier})`);
    }
    fleet.update(record.identifier, { status: "deleting" });
    const shown = showGroup(context, fleet.record(record.identifier));
    void lifecycle.delete(record.identifier);
    return { ReplicationGroup: shown };
  };
}
