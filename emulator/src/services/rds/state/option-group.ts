import type { OptionGroup } from "@aws-sdk/client-rds";
import { ENGINE, majorOf } from "./engine.ts";
import { rdsErrors } from "./rds-errors.ts";

/** Kept in the Store by its name. PostgreSQL has no options, so a group holds none. */
export interface OptionGroupRecord {
  readonly name: string;
  readonly description: string;
  readonly majorVersion: string;
  readonly tags: Record<string, string>;
}

/** The group that AWS has always for a major version. */
export function defaultOptionGroup(majorVersion: string): OptionGroupRecord {
  const name = defaultOptionGroupName(majorVersion);
  return { name, description: `Default option group for ${ENGINE} ${majorVersion}`, majorVersion, tags: {} };
}

export function defaultOptionGroupName(engineVersion: string): string {
  return `default:${ENGINE}-${majorOf(engineVersion)}`;
}

/** Throws `InvalidParameterCombination` for any option: RDS for PostgreSQL has none. */
export function refuseOptions(names: readonly string[]): void {
  if (names.length === 0) return;
  throw rdsErrors.invalidCombination(`The option ${names.join(", ")} is not available for the ${ENGINE} engine.`);
}

export function describeOptionGroup(record: OptionGroupRecord, arn: string): OptionGroup {
  return {
    OptionGroupName: record.name,
    OptionGroupDescription: record.description,
    EngineName: ENGINE,
    MajorEngineVersion: record.majorVersion,
    Options: [],
    AllowsVpcAndNonVpcInstanceMemberships: true,
    OptionGroupArn: arn,
  };
}
