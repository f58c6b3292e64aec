import { DeleteDBInstanceCommand, type DBInstance } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import { until } from "../../deploy/until.ts";
import type { Recovery } from "../recovery.ts";
import { instanceNamed } from "./instance.ts";

const GONE_WITHIN_MS = 60 * 60_000;
const INTERVAL_MS = 1_000;
/** `deleting` too: of an instance that is in service, only an earlier run of this command deletes it. */
const BEYOND_REPAIR = new Set(["failed", "deleting"]);

export function isBeyondRepair({ DBInstanceStatus = "" }: DBInstance): boolean {
  return BEYOND_REPAIR.has(DBInstanceStatus);
}

/**
 * Deletes an instance that RDS can't recover, and waits until its name is free. Its automated backups are kept. Throws
 * `RecoveryFailed` if it is protected from deletion, which nobody but AWS can change in that state.
 */
export async function deleteFailed(
  { clients }: Recovery,
  { DBInstanceIdentifier: identifier, DBInstanceStatus, DeletionProtection }: DBInstance,
  report: (line: string) => void,
): Promise<void> {
  if (DeletionProtection) {
    throw new DeployError(
      "RecoveryFailed",
      `${identifier} is failed and protected from deletion, so its name can't be freed: ask AWS Support to lift the ` +
        "protection, then run this again.",
    );
  }
  if (DBInstanceStatus !== "deleting") {
    report(`deleting ${identifier}, which is failed; its automated backups are kept`);
    await clients.rds.send(
      new DeleteDBInstanceCommand({
        DBInstanceIdentifier: identifier,
        SkipFinalSnapshot: true,
        DeleteAutomatedBackups: false,
      }),
    );
  }
  await until(async () => ((await instanceNamed(clients, identifier!)) === undefined ? true : undefined), {
    what: `${identifier} to be gone`,
    deadlineMs: GONE_WITHIN_MS,
    intervalMs: INTERVAL_MS,
  });
}
