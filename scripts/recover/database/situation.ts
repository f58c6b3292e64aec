import { DescribeDBInstancesCommand, type DBInstance } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";

/** Names the source on what was restored from it. */
export const SOURCE_TAG = "payment-system:recovered-from";
/** AWS allows so many characters. */
const IDENTIFIER_LENGTH_MAX = 63;

/** How far a recovery is: found in what exists, so that one that was interrupted goes on where it was. */
export interface Situation {
  /** In service under the name that the stack knows; undefined between the two renames of a cut-over. */
  readonly inService: DBInstance | undefined;
  /** Restored from the same source and not yet in service. */
  readonly restored: DBInstance | undefined;
  /** What was in service before, once the cut-over has begun. */
  readonly before: DBInstance | undefined;
  /** What is in service was restored from this source. */
  readonly isCutOver: boolean;
}

/** Throws `RecoveryFailed` when another recovery is half done, or nothing is left to take the settings from. */
export async function situationOf({ clients, names }: Recovery, source: string): Promise<Situation> {
  const { DBInstances: all = [] } = await clients.rds.send(new DescribeDBInstancesCommand({}));
  const named = (identifier: string) => all.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === identifier);
  const inService = named(names.databaseInstance);
  const restored = named(restoredName(names.databaseInstance));
  const [before] = all
    .filter(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier.startsWith(`${names.databaseInstance}-before-`))
    .sort((a, b) => (b.DBInstanceIdentifier! < a.DBInstanceIdentifier! ? -1 : 1));
  if (restored && sourceTagOf(restored) !== source) {
    throw new DeployError(
      "RecoveryFailed",
      `${restored.DBInstanceIdentifier} was restored from another source (${sourceTagOf(restored) ?? "unknown"}); ` +
        `finish that recovery, or delete it with aws rds delete-db-instance --skip-final-snapshot.`,
    );
  }
  if (!inService && !before) {
    throw new DeployError(
      "RecoveryFailed",
      `There is no ${names.databaseInstance} to take networks and parameters from; see docs/runbooks/restore-from-snapshot.md.`,
    );
  }
  return { inService, restored, before, isCutOver: inService !== undefined && sourceTagOf(inService) === source };
}

export function restoredName(identifier: string): string {
  return `${identifier}-restored`;
}

/** `payment-system-local-db-before-20261125t030405`. */
export function beforeName(identifier: string, now: Date): string {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
  return `${identifier}-before-${time}`.slice(0, IDENTIFIER_LENGTH_MAX);
}

export function sourceTagOf({ TagList }: DBInstance): string | undefined {
  return TagList?.find(({ Key }) => Key === SOURCE_TAG)?.Value;
}
