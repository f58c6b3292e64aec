import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeDurably } from "../durable-file.ts";

const SCRIPT = "archive-wal.sh";

/** Puts the archive script where the server user can read it; gives its path. */
export async function installArchiveScript(dataDirectory: string): Promise<string> {
  const path = join(dataDirectory, SCRIPT);
  await writeDurably(path, await readFile(join(import.meta.dirname, SCRIPT), "utf8"), 0o644);
  await chmod(path, 0o644);
  return path;
}

/** Value of `archive_command` that archives into `directory`. */
export function archiveCommand(script: string, directory: string): string {
  return `/bin/sh ${quoted(script)} "%p" ${quoted(directory)} "%f"`;
}

/** What archives nothing and lets the server go on as if it had. */
export const ARCHIVE_NOTHING = "/bin/true";

/** Value of `restore_command` that takes a file from the first of `directories` that has it. */
export function restoreCommand(directories: readonly string[]): string {
  return directories.map((directory) => `cp ${quoted(directory)}/"%f" "%p" 2>/dev/null`).join(" || ");
}

/** For a shell, and for PostgreSQL, which replaces what follows a percent sign. */
function quoted(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`).replaceAll("%", "%%")}'`;
}
