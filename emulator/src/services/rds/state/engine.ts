import { rdsErrors } from "./rds-errors.ts";

export const ENGINE = "postgres";
/** The major version of an instance that asks for none, while it is present. */
const DEFAULT_MAJOR = "17";

export function majorOf(version: string): string {
  return version.split(".")[0]!;
}

/** The DB parameter group family of a version: `postgres17` for 17.10. */
export function familyOf(version: string): string {
  return `${ENGINE}${majorOf(version)}`;
}

export function checkedEngine(engine: string): void {
  if (engine !== ENGINE) throw rdsErrors.invalidValue(`Invalid DB engine: ${engine}`);
}

export function defaultEngineVersion(present: readonly string[]): string {
  return present.findLast((version) => majorOf(version) === DEFAULT_MAJOR) ?? present.at(-1)!;
}

/**
 * The version that really runs for the one asked: a major version means its newest. Throws
 * `InvalidParameterCombination`, naming those present, when its binaries are not there.
 */
export function resolveEngineVersion(asked: string | undefined, present: readonly string[]): string {
  if (asked === undefined) return defaultEngineVersion(present);
  const found = present.findLast((version) => version === asked || majorOf(version) === asked);
  if (found) return found;
  throw rdsErrors.invalidCombination(
    `Cannot find version ${asked} for ${ENGINE}. Versions present: ${present.join(", ")}.`,
  );
}
