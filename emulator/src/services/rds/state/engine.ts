import { rdsErrors } from "./rds-errors.ts";

export const ENGINE = "postgres";

/** The DB parameter group family of a version: `postgres17` for 17.10. */
export function familyOf(version: string): string {
  return `${ENGINE}${version.split(".")[0]}`;
}

export function checkedEngine(engine: string): void {
  if (engine !== ENGINE) {
    throw rdsErrors.invalidValue(`Invalid DB engine: ${engine}. This region has ${ENGINE} only.`);
  }
}

/**
 * The version that really runs for the one asked: a major version means its newest. Throws
 * `InvalidParameterCombination`, naming those present, when its binaries are not there.
 */
export function resolveEngineVersion(asked: string | undefined, present: readonly string[]): string {
  const newest = present.at(-1)!;
  if (asked === undefined) return newest;
  const found = present.findLast((version) => version === asked || version.split(".")[0] === asked);
  if (found) return found;
  throw rdsErrors.invalidCombination(
    `Cannot find version ${asked} for ${ENGINE}. Versions present: ${present.join(", ")}.`,
  );
}
