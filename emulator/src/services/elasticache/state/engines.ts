import { elasticacheErrors } from "./errors.ts";

export type Engine = "redis" | "valkey";

/** An engine version that can run here. */
export interface EngineVersion {
  readonly engine: Engine;
  /** In full, for example `7.0.15`. */
  readonly version: string;
}

/** The engine that CreateReplicationGroup takes when none is asked for. */
const DEFAULT_ENGINE: Engine = "redis";

/** The cache parameter group family of a version: `redis7`, `valkey9`, `redis6.x`. */
export function familyOf({ engine, version }: EngineVersion): string {
  const [major] = version.split(".");
  return engine === "redis" && major === "6" ? "redis6.x" : `${engine}${major}`;
}

/** AWS takes `Redis` too and shows `redis`. */
export function checkedEngine(asked: string = DEFAULT_ENGINE): Engine {
  const engine = asked.toLowerCase();
  if (engine === "redis" || engine === "valkey") return engine;
  throw elasticacheErrors.invalidValue(`Invalid parameter value: ${asked} for Engine. Must be redis or valkey.`);
}

/**
 * The version that really runs for the one asked: `7` and `7.0` mean the newest that they begin, none the newest of
 * all. Throws `InvalidParameterValue`, naming those present, when its program is not there.
 */
export function resolveEngineVersion<Present extends EngineVersion>(
  engine: Engine,
  asked: string | undefined,
  present: readonly Present[],
): Present {
  const found = present
    .filter((each) => each.engine === engine && matches(each.version, asked))
    .sort((a, b) => compareVersions(b.version, a.version))[0];
  if (found) return found;
  const names = present.map((each) => `${each.engine} ${each.version}`).join(", ") || "none; install redis-server";
  throw elasticacheErrors.invalidValue(
    `Cannot find version ${asked ?? "of any number"} for ${engine}. Versions present: ${names}.`,
  );
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const index = left!.findIndex((part, position) => part !== (right![position] ?? 0));
  return index < 0 ? 0 : left![index]! - (right![index] ?? 0);
}

function matches(version: string, asked: string | undefined): boolean {
  return asked === undefined || version === asked || version.startsWith(`${asked.replace(/\.x$/, "")}.`);
}
