import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { assertSnapshotAvailable } from "../state/snapshot-rules.ts";
import type { RdsContext } from "./rds-context.ts";
import { restoreInstance } from "./restore-instance.ts";
import { snapshotNamed } from "./snapshot-named.ts";

/** Answers with an instance in state `creating` that will hold exactly the snapshot's instant. */
export function restoreDbInstanceFromDbSnapshot(
  context: RdsContext,
): Handler<typeof rds, "RestoreDBInstanceFromDBSnapshot"> {
  return async (input, call) => {
    const { DBSnapshotIdentifier: asked, DBClusterSnapshotIdentifier: cluster, ...request } = input;
    if (cluster !== undefined) throw rdsErrors.notImplemented("A restore from a DB cluster snapshot");
    if (asked === undefined) throw rdsErrors.missingParameter("DBSnapshotIdentifier");
    const snapshot = snapshotNamed(context, asked, call);
    assertSnapshotAvailable(snapshot);
    const untilMicroseconds = String(Date.parse(snapshot.instant) * 1_000);
    const from = { untilMicroseconds, name: snapshot.identifier };
    return { DBInstance: await restoreInstance(context, request, snapshot, snapshot.source, from) };
  };
}
