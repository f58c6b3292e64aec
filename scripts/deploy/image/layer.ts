import { lstatSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { gzipSync } from "node:zlib";
import { create } from "tar";
import { DeployError } from "../errors.ts";
import { blobOf, sha256, type Blob } from "./blob.ts";

export interface Layer {
  readonly blob: Blob;
  /** Digest of the tar before compression, as an image's configuration lists it. */
  readonly diffId: string;
}

/**
 * A layer that holds everything below `directory` under `app/`. Equal contents give equal bytes, whoever builds them
 * and when: entries are sorted, belong to nobody, and were last changed in 1970.
 */
export async function appLayer(directory: string): Promise<Layer> {
  const entries = contents(directory);
  if (entries.length === 0) throw new DeployError("ImageInvalid", `${directory} is empty; the build wrote nothing.`);
  const chunks: Buffer[] = [];
  const pack = create(
    { cwd: directory, prefix: "app", portable: true, noDirRecurse: true, mtime: new Date(0) },
    entries.map((entry) => `./${entry}`),
  );
  for await (const chunk of pack) chunks.push(Buffer.from(chunk as Uint8Array));
  const tar = Buffer.concat(chunks);
  return {
    blob: blobOf("application/vnd.oci.image.layer.v1.tar+gzip", gzipSync(tar, { level: 9 })),
    diffId: sha256(tar),
  };
}

/** Files and directories in the order of their paths. */
function contents(directory: string, below = ""): string[] {
  return readdirSync(join(directory, below))
    .sort()
    .flatMap((name) => {
      const path = posix.join(below, name);
      const stat = lstatSync(join(directory, path));
      if (stat.isDirectory()) return [path, ...contents(directory, path)];
      if (stat.isFile()) return [path];
      throw new DeployError("ImageInvalid", `${join(directory, path)} is neither a file nor a directory; remove it.`);
    });
}
