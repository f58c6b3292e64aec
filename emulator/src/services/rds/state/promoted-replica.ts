import type { PromoteReadReplicaMessage } from "@aws-sdk/client-rds";
import type { DbInstanceRecord } from "./db-instance.ts";
import { assertAccepts } from "./instance-state.ts";
import { rdsErrors } from "./rds-errors.ts";
import { checkSettings } from "./settings-rules.ts";

/** What changes in the record of a read replica that becomes an instance of its own. Throws AWS's error. */
export function promotedReplica(
  record: DbInstanceRecord,
  { BackupRetentionPeriod = 1, PreferredBackupWindow }: Omit<PromoteReadReplicaMessage, "DBInstanceIdentifier">,
): Pick<DbInstanceRecord, "settings"> {
  if (!record.replicaOf) {
    throw rdsErrors.invalidInstanceState(`DB instance ${record.identifier} is not a read replica.`);
  }
  assertAccepts(record, "modify");
  const settings = {
    ...record.settings,
    BackupRetentionPeriod,
    PreferredBackupWindow: PreferredBackupWindow ?? record.settings.PreferredBackupWindow,
  };
  checkSettings(settings);
  return { settings };
}
