import type { Addresses } from "../../../endpoints/addresses.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { Log } from "../../../log.ts";
import { findBinaries, type RedisBinary } from "../../../runtimes/process/redis/binaries.ts";
import { describeServer, type SelfDescription } from "../../../runtimes/process/redis/self-description.ts";
import type { Supervisor } from "../../../runtimes/process/supervisor.ts";
import type { KnownCommands } from "../state/access-string.ts";
import { compareVersions, type EngineVersion } from "../state/engines.ts";
import { parameterCatalogue, type ParameterCatalogue } from "../state/parameter-catalogue.ts";

/** An engine version with the program that runs it. */
export interface PresentEngine extends EngineVersion {
  readonly binary: RedisBinary;
  readonly catalogue: ParameterCatalogue;
  /** Names of directives that the server knows. */
  readonly directives: ReadonlySet<string>;
  readonly commands: KnownCommands;
}

export interface EnginesDependencies {
  readonly instance: Pick<Instance, "directories">;
  readonly addresses: Addresses;
  readonly supervisor: Supervisor;
  readonly venvDirectory: string;
  /** PATH of the emulator unless told. */
  readonly path?: string;
  readonly log: Log;
}

const DESCRIPTION_PORT = 6379;

/**
 * The engine versions that can run here, as the servers themselves tell them. Where there is no Redis, Valkey stands
 * in for it with the Redis version that it declares to be.
 */
export async function findEngines(dependencies: EnginesDependencies): Promise<PresentEngine[]> {
  const { instance, venvDirectory, path = process.env["PATH"] ?? "" } = dependencies;
  const binaries = await findBinaries({ path, venvDirectory, dataDirectory: instance.directories.data });
  const described: { binary: RedisBinary; description: SelfDescription }[] = [];
  for (const binary of binaries) {
    const description = await describe(dependencies, binary);
    if (description) described.push({ binary, description });
  }
  const engines = described.map(({ binary, description }) =>
    present(binary.product, binary.version, binary, description),
  );
  const newest = [...described].sort((a, b) => compareVersions(b.binary.version, a.binary.version))[0];
  if (!newest || engines.some(({ engine }) => engine === "redis")) return engines;
  return [...engines, present("redis", newest.description.redisVersion, newest.binary, newest.description)];
}

function present(
  engine: PresentEngine["engine"],
  version: string,
  binary: RedisBinary,
  { defaults, commands, categories }: SelfDescription,
): PresentEngine {
  const directives = new Set(defaults.keys());
  return {
    engine,
    version,
    binary,
    catalogue: parameterCatalogue(defaults),
    directives,
    commands: { commands, categories },
  };
}

async function describe(
  { addresses, supervisor, log }: EnginesDependencies,
  binary: RedisBinary,
): Promise<SelfDescription | undefined> {
  const identifier = "elasticache/description/server";
  try {
    const address = addresses.reserve(identifier);
    return await describeServer(binary, supervisor, { address, port: DESCRIPTION_PORT });
  } catch (error) {
    log("warn", "A Redis or Valkey server is not used.", { file: binary.file, error: String(error) });
    return undefined;
  } finally {
    addresses.release(identifier);
  }
}
