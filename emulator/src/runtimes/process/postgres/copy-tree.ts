import type { Dirent } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { createPrivateDirectory } from "./data-directory.ts";
import { giveToServerUser } from "./server-user.ts";

/** Files at a time; libuv's pool has four threads. */
const CONCURRENCY = 8;

export interface CopyTreeOptions {
  /** How one file comes from `from` to `to`. */
  readonly place: (from: string, to: string) => Promise<void>;
  /** Whether an entry, by its path below the source, is taken along; all unless told. */
  readonly includes?: (path: string, entry: Dirent) => boolean;
  readonly signal?: AbortSignal;
}

/** Makes `target` a directory of the server user with the source's files; gives the directories, `""` first. */
export async function copyTree(source: string, target: string, options: CopyTreeOptions): Promise<string[]> {
  await createPrivateDirectory(target);
  const directories = [""];
  for (const directory of directories) {
    const files: string[] = [];
    for (const entry of await readdir(join(source, directory), { withFileTypes: true })) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (options.includes && !options.includes(path, entry)) continue;
      if (entry.isDirectory()) directories.push(await createDirectory(target, path));
      else if (entry.isFile()) files.push(path);
    }
    await placeAll(files, (path) => options.place(join(source, path), join(target, path)), options.signal);
  }
  return directories;
}

async function placeAll(
  files: readonly string[],
  place: (path: string) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const queue = files.values();
  const failed = new AbortController();
  const worker = async (): Promise<void> => {
    for (const path of queue) {
      signal?.throwIfAborted();
      if (failed.signal.aborted) return;
      await place(path).catch((error: unknown) => failed.abort(error));
    }
  };
  // All have ended before this throws, so that nothing is written into a directory that the caller then removes.
  const ended = await Promise.allSettled(Array.from({ length: CONCURRENCY }, worker));
  failed.signal.throwIfAborted();
  for (const result of ended) if (result.status === "rejected") throw result.reason;
}

async function createDirectory(target: string, path: string): Promise<string> {
  await mkdir(join(target, path), { mode: 0o700 });
  await giveToServerUser(join(target, path));
  return path;
}
