import { ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import type { Recovery } from "../recovery.ts";
import { deleteFailed, isBeyondRepair } from "./delete-failed.ts";
import { beforeName, restoredName } from "./instance-names.ts";
import { availableInstance } from "./instance.ts";
import { situationOf } from "./situation.ts";

/**
 * Gives the restored instance the name, and with it the endpoint, that the service and the stack know: first the original
 * steps aside, then the restored one takes its place. Either rename is left out if it was done before. An original that
 * is failed can't be renamed: it is deleted, and leaves its automated backups. Gives the name that it is kept under, if any.
 */
export async function cutOver(
  recovery: Recovery,
  source: string,
  report: (line: string) => void,
): Promise<string | undefined> {
  const { clients, names } = recovery;
  const name = names.databaseInstance;
  const rename = async (from: string, to: string): Promise<void> => {
    report(`renaming ${from} to ${to}`);
    await clients.rds.send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier: from, NewDBInstanceIdentifier: to, ApplyImmediately: true }),
    );
  };
  const { inService, before, isCutOver } = await situationOf(recovery, source);
  if (isCutOver) return before?.DBInstanceIdentifier;
  let aside = before?.DBInstanceIdentifier;
  if (inService && isBeyondRepair(inService)) {
    aside = undefined;
    await deleteFailed(recovery, inService, report);
  } else if (inService) {
    aside = beforeName(name, new Date());
    await rename(name, aside);
    await availableInstance(clients, aside, report);
  }
  await rename(restoredName(name), name);
  await availableInstance(clients, name, report);
  return aside;
}
