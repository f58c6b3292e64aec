import { chmod, lstat, mkdir, readlink, rm, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { InstanceDirectories } from "../../../instance/instance.ts";
import { EmulatorError } from "../../../errors.ts";
import { giveToServerUser } from "./server-user.ts";

/**
 * Creates `directories.data` so that the server user can enter it, and links it as `<root>/data` when it lies outside
 * the instance's root, so that an operator finds it.
 */
export async function prepareDataDirectory(directories: Pick<InstanceDirectories, "root" | "data">): Promise<void> {
  await createPassable(directories.data);
  const link = join(directories.root, "data");
  if (resolve(link) === resolve(directories.data)) return;
  await mkdir(directories.root, { recursive: true });
  const existing = await lstat(link).catch(() => undefined);
  if (existing && !existing.isSymbolicLink()) {
    throw new EmulatorError("PostgresFailed", `${link} is in the way of a link to ${directories.data}; move it away.`);
  }
  const target = existing && (await readlink(link).catch(() => undefined));
  if (target === directories.data) return;
  await rm(link, { force: true });
  try {
    await symlink(directories.data, link);
  } catch (error) {
    // Another service of the emulator was faster.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** A directory that only the server user may enter; its parents are created for all to pass. */
export async function createPrivateDirectory(path: string): Promise<void> {
  await createPassable(dirname(path));
  await mkdir(path, { recursive: true, mode: 0o700 });
  await giveToServerUser(path);
}

/** Whatever the umask is, the server user can pass through the directories that this creates. */
async function createPassable(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true });
  if (first === undefined) return;
  for (let each = path; each.length >= first.length; each = dirname(each)) await chmod(each, 0o755);
}
