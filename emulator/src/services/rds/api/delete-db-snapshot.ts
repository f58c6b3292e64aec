import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { assertSnapshotDeletable } from "../state/snapshot-rules.ts";
import type { RdsContext } from "./rds-context.ts";
import { showSnapshot, snapshotNamed } from "./snapshot-named.ts";

export function deleteDbSnapshot(context: RdsContext): Handler<typeof rds, "DeleteDBSnapshot"> {
  return async (input, call) => {
    const record = snapshotNamed(context, input.DBSnapshotIdentifier!, call);
    assertSnapshotDeletable(record, context.fleet.records.list());
    await context.backups.snapshots.delete(record);
    context.fleet.emitForSnapshot(record.identifier, "RDS-EVENT-0041");
    return { DBSnapshot: { ...showSnapshot(context, record), Status: "deleted" } };
  };
}
