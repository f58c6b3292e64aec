import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * Bytes of layers and configurations by their digest, and uploads that are under way. Digests and upload ids are
 * checked or made by the caller before they become file names here.
 */
export class BlobStore {
  readonly #blobs: string;
  readonly #uploads: string;
  #queue: Promise<unknown> = Promise.resolve();

  /** `directory` is the instance's directory for images. */
  constructor(directory: string) {
    this.#blobs = join(directory, "blobs");
    this.#uploads = join(directory, "uploads");
  }

  /** Runs `work` alone: a blob must not be taken away while another push is about to need it. */
  async exclusive<R>(work: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => {});
    return result;
  }

  file(digest: string): string {
    return join(this.#blobs, digest.replace(":", "-"));
  }

  read(digest: string): Promise<Buffer> {
    return readFile(this.file(digest));
  }

  async remove(digest: string): Promise<void> {
    await rm(this.file(digest), { force: true });
  }

  /** Returns the new upload's id. */
  async startUpload(): Promise<string> {
    const uploadId = randomUUID();
    await mkdir(this.#uploads, { recursive: true });
    await (await open(this.#uploadFile(uploadId), "wx", 0o600)).close();
    return uploadId;
  }

  async uploadedBytes(uploadId: string): Promise<number> {
    return (await stat(this.#uploadFile(uploadId))).size;
  }

  /** Writes at `offset`, so that a part which was sent twice stands there once. */
  async writePart(uploadId: string, offset: number, part: Uint8Array): Promise<void> {
    const file = await open(this.#uploadFile(uploadId), "r+");
    try {
      await file.write(part, 0, part.byteLength, offset);
    } finally {
      await file.close();
    }
  }

  async uploadDigest(uploadId: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(this.#uploadFile(uploadId)), hash);
    return `sha256:${hash.digest("hex")}`;
  }

  /** Makes a finished upload the blob of that digest; it is on the disk when this resolves. */
  async finishUpload(uploadId: string, digest: string): Promise<void> {
    await mkdir(this.#blobs, { recursive: true });
    await sync(this.#uploadFile(uploadId));
    await rename(this.#uploadFile(uploadId), this.file(digest));
    await sync(this.#blobs);
  }

  async dropUpload(uploadId: string): Promise<void> {
    await rm(this.#uploadFile(uploadId), { force: true });
  }

  #uploadFile(uploadId: string): string {
    return join(this.#uploads, uploadId);
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
