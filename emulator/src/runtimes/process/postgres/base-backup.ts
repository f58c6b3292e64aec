import { constants, copyFile, open } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { copyTree } from "./copy-tree.ts";
import { syncDirectory, writeDurably } from "./durable-file.ts";
import { giveToServerUser } from "./server-user.ts";

/** Left out as in pg_basebackup: what a server rebuilds at its start, and what belongs to the running primary alone. */
const EXCLUDED =
  /(^|\/)(postmaster\.(pid|opts)|pg_(wal|replslot|stat_tmp|dynshmem|notify|serial|snapshots|subtrans)\/.+|pgsql_tmp.*|backup_label.*|tablespace_map.*|standby\.signal|recovery\.signal|pg_internal\.init.*|global\/pg_control)$/;

/** Temporary relations (`t<backend>_<file>`) die with their session. */
const TEMPORARY_RELATION = /(^|\/)t\d+_\d+[^/]*$/;

/** The WAL that a base backup needs, as positions such as `0/3000028`. */
export interface BackupSpan {
  readonly start: string;
  /** From here on the copy is consistent. */
  readonly stop: string;
}

/**
 * A physical copy of a running server's data directory by the low-level backup API (PostgreSQL documentation, 25.3.4),
 * durable when it returns. It is consistent only together with the WAL of its span, which the caller must keep, for
 * example by a replication slot made before. `client` is used for nothing else meanwhile.
 */
export async function baseBackup(
  client: Client,
  source: string,
  target: string,
  signal: AbortSignal,
): Promise<BackupSpan> {
  const started = await client.query<{ start: string }>("select pg_backup_start('base backup', true) as start");
  const directories = await copyTree(source, target, {
    place: (from, to) => copyDurably(from, to).catch(ignoreMissing),
    includes: (path, entry) => !EXCLUDED.test(path) && !(entry.isFile() && TEMPORARY_RELATION.test(path)),
    signal,
  });
  await copyDurably(join(source, "global/pg_control"), join(target, "global/pg_control"));
  const { rows } = await client.query<{ lsn: string; labelfile: string }>(
    "select lsn, labelfile from pg_backup_stop(wait_for_archive => false)",
  );
  await writeDurably(join(target, "backup_label"), rows[0]!.labelfile);
  for (const directory of directories) await syncDirectory(join(target, directory));
  return { start: started.rows[0]!.start, stop: rows[0]!.lsn };
}

/** Shares the blocks with the source where the file system can. */
export async function copyDurably(from: string, to: string): Promise<void> {
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
