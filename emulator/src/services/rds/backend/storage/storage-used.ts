import { lstat, readdir, statfs } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of all files below a directory; files that go away meanwhile count nothing. */
export async function storageUsed(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files) {
    const seen = await lstat(join(file.parentPath, file.name)).catch(() => undefined);
    bytes += seen?.size ?? 0;
  }
  return bytes;
}

/** Bytes that the file system of a directory still has for ordinary users. */
export async function storageFree(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
