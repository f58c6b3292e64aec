import { link, rm } from "node:fs/promises";
import { join } from "node:path";
import { copyTree } from "../../../../runtimes/process/postgres/copy-tree.ts";
import { syncDirectory } from "../../../../runtimes/process/postgres/durable-file.ts";
import { finishDirectory, unfinished } from "./physical-snapshot.ts";

/** A snapshot's files never change, so its copy is other names of them; each can be deleted without the other. */
export async function copySnapshotFiles(source: string, target: string): Promise<void> {
  await rm(unfinished(target), { recursive: true, force: true });
  const directories = await copyTree(source, unfinished(target), { place: link });
  for (const directory of directories) await syncDirectory(join(unfinished(target), directory));
  await finishDirectory(target);
}
