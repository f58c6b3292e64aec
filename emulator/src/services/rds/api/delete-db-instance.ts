import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { isArchiving } from "../backend/backups/is-archiving.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { assertAccepts } from "../state/instance-state.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { checkedSnapshotIdentifier } from "../state/snapshot-rules.ts";
import { describe, type RdsContext } from "./rds-context.ts";

export function deleteDbInstance(context: RdsContext): Handler<typeof rds, "DeleteDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    assertAccepts(record, "delete");
    if (record.settings.DeletionProtection) {
      throw rdsErrors.invalidCombination(
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
      );
    }
    if (record.replicaOf) checkReplicaHasNoFinalSnapshot(input.FinalDBSnapshotIdentifier);
    else checkFinalSnapshot(input.SkipFinalSnapshot ?? false, input.FinalDBSnapshotIdentifier);
    const finalSnapshot = requestFinalSnapshot(context, record, input.FinalDBSnapshotIdentifier);
    const retainsBackups = input.DeleteAutomatedBackups === false && isArchiving(record);
    const deletion = { retainsBackups, ...(finalSnapshot !== undefined && { finalSnapshot }) };
    const replicas = fleet.replicasOf(record).filter(({ replicaOf }) => replicaOf!.seeded);
    for (const { identifier } of replicas) void context.readReplicas.promote(identifier, {});
    fleet.update(record.identifier, { status: "deleting", deletion });
    const shown = await describe(context, fleet.record(record.identifier));
    void lifecycle.delete(record.identifier);
    return { DBInstance: shown };
  };
}

function checkReplicaHasNoFinalSnapshot(identifier: string | undefined): void {
  if (identifier === undefined) return;
  throw rdsErrors.invalidCombination("FinalDBSnapshotIdentifier can not be specified when deleting a read replica.");
}

/** Gives its identifier. Throws `InvalidDBInstanceState` for an instance whose data can't be read. */
function requestFinalSnapshot(
  { backups }: RdsContext,
  record: DbInstanceRecord,
  asked: string | undefined,
): string | undefined {
  if (asked === undefined) return undefined;
  if (record.status === "creating" || record.status === "failed") {
    throw rdsErrors.invalidInstanceState(
      `Instance ${record.identifier} is currently ${record.status} - a final snapshot cannot be taken.`,
    );
  }
  const identifier = checkedSnapshotIdentifier("FinalDBSnapshotIdentifier", asked);
  const tags = record.settings.CopyTagsToSnapshot ? record.tags : {};
  return backups.jobs.request(record, { identifier, type: "manual", tags }).identifier;
}

function checkFinalSnapshot(skip: boolean, identifier: string | undefined): void {
  if (skip && identifier !== undefined) {
    throw rdsErrors.invalidCombination(
      "FinalDBSnapshotIdentifier can not be specified when deleting with SkipFinalSnapshot.",
    );
  }
  if (skip) return;
  if (identifier === undefined) {
    throw rdsErrors.invalidCombination("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
  }
}
