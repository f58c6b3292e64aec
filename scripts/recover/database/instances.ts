import { paginateDescribeDBInstances, type DBInstance } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { beforePrefix, restoredName } from "./instance-names.ts";

export interface Instances {
  /** In service under the name that the stack knows; undefined between the two renames of a cut-over. */
  readonly inService: DBInstance | undefined;
  /** Restored and not yet in service. */
  readonly restored: DBInstance | undefined;
  /** What was in service before, once a cut-over has begun; the latest if there were several. */
  readonly before: DBInstance | undefined;
}

export async function instancesOf({ clients, names }: Recovery): Promise<Instances> {
  const all: DBInstance[] = [];
  for await (const { DBInstances = [] } of paginateDescribeDBInstances({ client: clients.rds }, {})) {
    all.push(...DBInstances);
  }
  const named = (identifier: string) => all.find(({ DBInstanceIdentifier }) => DBInstanceIdentifier === identifier);
  const [before] = all
    .filter(({ DBInstanceIdentifier = "" }) => DBInstanceIdentifier.startsWith(beforePrefix(names.databaseInstance)))
    .sort((a, b) => (b.DBInstanceIdentifier! < a.DBInstanceIdentifier! ? -1 : 1));
  return { inService: named(names.databaseInstance), restored: named(restoredName(names.databaseInstance)), before };
}

/** What is restored from, and has the settings. Throws `RecoveryFailed` when nothing is left. */
export function originalOf({ inService, before }: Instances, { names }: Recovery): DBInstance {
  const original = inService ?? before;
  if (original) return original;
  throw new DeployError(
    "RecoveryFailed",
    `There is no ${names.databaseInstance} to take networks and parameters from; see docs/runbooks/restore-from-snapshot.md.`,
  );
}
