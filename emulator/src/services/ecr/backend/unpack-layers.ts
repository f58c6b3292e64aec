import { chmod, mkdir, readdir, realpath, rm, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { extract } from "tar";
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
      await extract({ file, cwd: root, strict: true, preserveOwner: false, filter: (path) => !isWhiteout(path) });
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

/**
 * A chain of links may leave the image although each one alone points into it. The emulator's umask must not keep
 * files from a task's user, who is another when the emulator is root; set-user-id is nothing that a task needs.
 */
async function checkTree(root: string): Promise<void> {
  const realRoot = await realpath(root);
  await chmod(root, 0o755);
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await makeReadable(path);
    if (!entry.isSymbolicLink()) continue;
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined || !`${target}${sep}`.startsWith(`${realRoot}${sep}`)) {
      const name = path.slice(root.length);
      throw new EmulatorError("ImageInvalid", `The image's link ${name} leads to nothing inside of the image.`);
    }
  }
}

async function makeReadable(file: string): Promise<void> {
  const { mode } = await stat(file);
  const isExecutable = (mode & 0o100) !== 0;
  const wanted = (mode & 0o777) | (isExecutable ? 0o555 : 0o444);
  if ((mode & 0o7777) !== wanted) await chmod(file, wanted);
}
