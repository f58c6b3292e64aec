import { ModifyDBInstanceCommand, RemoveTagsFromResourceCommand } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { SOURCE_TAG } from "../source-tag.ts";
import { availableInstance, instanceNamed } from "./instance.ts";

/**
 * Gives the instance in service what the stack wants of it: a standby, backups, protection, room to grow. Its tag goes
 * last: with it the next recovery would take this one for its own that was interrupted, and restore nothing.
 */
export async function settle({ clients, names, options }: Recovery, report: (line: string) => void): Promise<string> {
  const name = names.databaseInstance;
  const { database, protected: isProtected } = options.environment;
  const instance = await instanceNamed(clients, name);
  if (!instance) throw new DeployError("RecoveryFailed", `${name} is gone; run this again.`);
  await clients.rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: name,
      MultiAZ: database.multiAz,
      BackupRetentionPeriod: database.backupRetentionDays,
      MaxAllocatedStorage: database.storageGiBMax,
      DeletionProtection: isProtected,
      ApplyImmediately: true,
    }),
  );
  const settled = await availableInstance(
    clients,
    name,
    report,
    (each) => !database.multiAz || each.SecondaryAvailabilityZone !== undefined,
  );
  await clients.rds.send(
    new RemoveTagsFromResourceCommand({ ResourceName: settled.DBInstanceArn, TagKeys: [SOURCE_TAG] }),
  );
  return database.multiAz
    ? `standby in ${settled.SecondaryAvailabilityZone}, backups for ${database.backupRetentionDays} days`
    : `backups for ${database.backupRetentionDays} days`;
}
