import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { assertSnapshotAvailable } from "../state/snapshot-rules.ts";
import type { RdsContext } from "./rds-context.ts";
import { showSnapshot, snapshotNamed } from "./snapshot-named.ts";

/** An option group can be recorded; a snapshot's engine version can't be upgraded without its server. */
export function modifyDbSnapshot(context: RdsContext): Handler<typeof rds, "ModifyDBSnapshot"> {
  return async (input, call) => {
    const record = snapshotNamed(context, input.DBSnapshotIdentifier!, call);
    assertSnapshotAvailable(record);
    if (input.EngineVersion !== undefined && input.EngineVersion !== record.source.engineVersion) {
      throw rdsErrors.notImplemented("The upgrade of a snapshot's engine version; restoring it as it is");
    }
    const { snapshots } = context.backups;
    if (input.OptionGroupName !== undefined) snapshots.update(record, { optionGroupName: input.OptionGroupName });
    return { DBSnapshot: showSnapshot(context, snapshotNamed(context, input.DBSnapshotIdentifier!, call)) };
  };
}
