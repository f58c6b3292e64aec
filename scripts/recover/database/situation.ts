import type { DBInstance } from "@aws-sdk/client-rds";
import { DeployError } from "../../deploy/errors.ts";
import type { Recovery } from "../recovery.ts";
import { sourceTagOf } from "../source-tag.ts";
import { instancesOf, originalOf, type Instances } from "./instances.ts";
import { argumentsOf } from "./source.ts";

/** How far a recovery is: found in what exists, so that one that was interrupted goes on where it was. */
export interface Situation extends Instances {
  /** What is in service was restored from this source, by a recovery that isn't over. */
  readonly isCutOver: boolean;
}

/** Throws `RecoveryFailed` when another recovery is half done, or nothing is left to take the settings from. */
export async function situationOf(recovery: Recovery, source: string): Promise<Situation> {
  const instances = await instancesOf(recovery);
  const { inService, restored } = instances;
  if (restored && sourceTagOf(restored.TagList) !== source) throw otherSource(recovery, restored, source);
  if (!restored) originalOf(instances, recovery);
  return { ...instances, isCutOver: inService !== undefined && sourceTagOf(inService.TagList) === source };
}

function otherSource({ options }: Recovery, { DBInstanceIdentifier, TagList }: DBInstance, source: string) {
  const tag = sourceTagOf(TagList);
  const finish = argumentsOf(tag);
  const goOn = finish ? `go on with npm run recover -- ${finish} --env ${options.environment.name}, or ` : "";
  return new DeployError(
    "RecoveryFailed",
    `${DBInstanceIdentifier} was restored from ${tag ?? "an unknown source"}, not from ${source}: ${goOn}delete it with ` +
      `aws rds delete-db-instance --db-instance-identifier ${DBInstanceIdentifier} --skip-final-snapshot.`,
  );
}
