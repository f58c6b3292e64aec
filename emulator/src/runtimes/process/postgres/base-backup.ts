import type { Dirent } from "node:fs";
import { constants, copyFile, mkdir, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { createPrivateDirectory } from "./data-directory.ts";
import { syncDirectory, writeDurably } from "./durable-file.ts";
import { giveToServerUser } from "./server-user.ts";

/** Copies at a time; libuv's pool has four threads. */
const CONCURRENCY = 8;

/** Left out as in pg_basebackup: what a server rebuilds at its start, and what belongs to the running primary alone. */
const EXCLUDED =
  /(^|\/)(postmaster\.(pid|opts)|pg_(wal|replslot|stat_tmp|dynshmem|notify|serial|snapshots|subtrans)\/.+|pgsql_tmp.*|backup_label.*|tablespace_map.*|standby\.signal|recovery\.signal|pg_internal\.init.*|global\/pg_control)$/;

/**
 * A physical copy of a running server's data directory by the low-level backup API (PostgreSQL documentation, 25.3.4),
 * durable when it returns. It is consistent only together with the WAL from its start on, which the caller must keep,
 * for example by a replication slot made before. `client` is used for nothing else meanwhile.
 */
export async function baseBackup(client: Client, source: string, target: string, signal: AbortSignal): Promise<void> {
  await client.query("select pg_backup_start('base backup', true)");
  await createPrivateDirectory(target);
  const directories = [""];
  for (const directory of directories) await copyDirectory(source, target, directory, directories, signal);
  await copyDurably(join(source, "global/pg_control"), join(target, "global/pg_control"));
  const { rows } = await client.query<{ labelfile: string }>(
    "select labelfile from pg_backup_stop(wait_for_archive => false)",
  );
  await writeDurably(join(target, "backup_label"), rows[0]!.labelfile);
  for (const directory of directories) await syncDirectory(join(target, directory));
}

async function copyDirectory(
  source: string,
  target: string,
  directory: string,
  directories: string[],
  signal: AbortSignal,
): Promise<void> {
  const entries = await readdir(join(source, directory), { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries) {
    const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
    if (EXCLUDED.test(path)) continue;
    if (entry.isDirectory()) directories.push(await createDirectory(target, path));
    else if (isCopied(entry)) files.push(path);
  }
  const queue = files.values();
  const worker = async (): Promise<void> => {
    for (const path of queue) {
      signal.throwIfAborted();
      await copyDurably(join(source, path), join(target, path)).catch(ignoreMissing);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** Temporary relations (`t<backend>_<file>`) die with their session. */
function isCopied(entry: Dirent): boolean {
  return entry.isFile() && !/^t\d+_\d+/.test(entry.name);
}

async function createDirectory(target: string, path: string): Promise<string> {
  await mkdir(join(target, path), { mode: 0o700 });
  await giveToServerUser(join(target, path));
  return path;
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
  await giveToServerUser(to);
  const file = await open(to, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A relation that was dropped during the copy: replaying the WAL drops it too. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
