import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { assertAccepts } from "../state/instance-state.ts";
import { checkedSnapshotIdentifier } from "../state/snapshot-rules.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, type RdsContext } from "./rds-context.ts";

export function stopDbInstance(context: RdsContext): Handler<typeof rds, "StopDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    assertAccepts(record, "stop");
    if (record.replicaOf || fleet.replicasOf(record).length > 0) {
      throw rdsErrors.invalidInstanceState(
        "Cannot stop or start a read replica or an instance that has read replicas.",
      );
    }
    if (input.DBSnapshotIdentifier !== undefined) {
      const identifier = checkedSnapshotIdentifier("DBSnapshotIdentifier", input.DBSnapshotIdentifier);
      const tags = record.settings.CopyTagsToSnapshot ? record.tags : {};
      context.backups.jobs.request(record, { identifier, type: "manual", tags });
    }
    fleet.update(record.identifier, { status: "stopping" });
    void lifecycle.stop(record.identifier);
    return { DBInstance: await describe(context, fleet.record(record.identifier)) };
  };
}
