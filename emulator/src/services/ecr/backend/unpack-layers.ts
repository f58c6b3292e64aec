import { chmod, mkdir, readdir, realpath, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import { extract, type ReadEntry } from "tar";
import { EmulatorError } from "../../../errors.ts";
import { inspectLayer, isWhiteout, type LayerRemovals } from "./inspect-layer.ts";

export interface LayerFile {
  readonly digest: string;
  readonly file: string;
}

/** Lays `layers` over each other, lowest first, in the new directory `root`. Throws `ImageInvalid`. */
export async function unpackLayers(layers: readonly LayerFile[], root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  for (const { file, digest } of layers) {
    await remove(await inspectLayer(file, digest), root);
    try {
      await extract({ file, cwd: root, strict: true, preserveOwner: false, chmod: true, filter: prepare });
    } catch (error) {
      throw new EmulatorError("ImageInvalid", `Layer ${digest} can't be unpacked: ${(error as Error).message}.`, {
        cause: error,
      });
    }
    // Before the next layer is laid over it, and may write or remove through its links.
    await checkTree(root);
  }
}

async function remove({ paths, opaqueDirectories }: LayerRemovals, root: string): Promise<void> {
  for (const path of paths) await rm(join(root, path), { recursive: true, force: true });
  for (const directory of opaqueDirectories) {
    const names = await readdir(join(root, directory)).catch(() => []);
    for (const name of names) await rm(join(root, directory, name), { recursive: true, force: true });
  }
}

/** Tasks run as another user than the emulator's when that is root, and none needs set-user-id. */
function prepare(path: string, entry: ReadEntry | object): boolean {
  const { mode = 0o644, type } = entry as Partial<ReadEntry>;
  const readable = type === "Directory" ? 0o755 : 0o644;
  Object.assign(entry, { mode: (mode & 0o777) | readable });
  return !isWhiteout(path);
}

/**
 * A chain of links may leave the image although each one alone points into it. Directories that the archive only
 * implies get their mode from the emulator's umask.
 */
async function checkTree(root: string): Promise<void> {
  const realRoot = await realpath(root);
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    if (!entry.isSymbolicLink()) continue;
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined || !`${target}${sep}`.startsWith(`${realRoot}${sep}`)) {
      const name = path.slice(root.length);
      throw new EmulatorError("ImageInvalid", `The image's link ${name} leads to nothing inside of the image.`);
    }
  }
}
