import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { automatedBackupArn, backedUp, showAutomatedBackup } from "./automated-backups.ts";
import type { RdsContext } from "./rds-context.ts";

/** Deletes what a deleted instance left. */
export function deleteDbInstanceAutomatedBackup(
  context: RdsContext,
): Handler<typeof rds, "DeleteDBInstanceAutomatedBackup"> {
  return async (input) => {
    const { DbiResourceId: resourceId, DBInstanceAutomatedBackupsArn: arn } = input;
    if (resourceId === undefined && arn === undefined) throw rdsErrors.missingParameter("DbiResourceId");
    const found = backedUp(context).find(
      (record) => record.resourceId === resourceId || automatedBackupArn(context, record) === arn,
    );
    if (!found) throw rdsErrors.automatedBackupNotFound(resourceId ?? arn!);
    if (context.fleet.byResourceId(found.resourceId)) {
      throw rdsErrors.invalidAutomatedBackupState(
        `The automated backups of ${found.identifier} are active: set its backup retention period to 0 instead.`,
      );
    }
    const shown = await showAutomatedBackup(context, found);
    if (context.backups.isBeingRestored(found.resourceId)) {
      throw rdsErrors.invalidAutomatedBackupState(
        `An instance is being restored from the automated backups of ${found.identifier}: delete them once it is available.`,
      );
    }
    await context.backups.forget(found.resourceId);
    return { DBInstanceAutomatedBackup: { ...shown, Status: "deleting" } };
  };
}
