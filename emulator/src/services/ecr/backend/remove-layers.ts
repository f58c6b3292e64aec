import { inRepository, type EcrRecords } from "../state/records.ts";
import type { BlobStore } from "./blob-store.ts";

/** Deletes a repository's layers, and their bytes where no other repository has them. */
export function removeLayers(
  { records, blobs }: { readonly records: EcrRecords; readonly blobs: BlobStore },
  repositoryName: string,
): Promise<void> {
  return blobs.exclusive(async () => {
    const layers = records.layers.list().filter((layer) => layer.repositoryName === repositoryName);
    records.transaction(() => {
      for (const { digest } of layers) records.layers.delete(inRepository(repositoryName, digest));
    });
    const kept = new Set(records.layers.list().map(({ digest }) => digest));
    for (const { digest } of layers) if (!kept.has(digest)) await blobs.remove(digest);
  });
}
