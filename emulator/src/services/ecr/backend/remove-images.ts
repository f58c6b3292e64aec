import { imagesOf, inRepository, type EcrRecords, type ImageRecord } from "../state/records.ts";
import type { BlobStore } from "./blob-store.ts";

/**
 * Deletes images of one repository, and of their layers those that no image needs any more. A layer that waits for its
 * first image stays: a push is under way.
 */
export function removeImages(
  { records, blobs }: { readonly records: EcrRecords; readonly blobs: BlobStore },
  images: readonly ImageRecord[],
): Promise<void> {
  return blobs.exclusive(async () => {
    records.transaction(() => {
      for (const { repositoryName, digest } of images) records.images.delete(inRepository(repositoryName, digest));
      for (const { repositoryName, blobs: digests } of images) {
        const needed = new Set(imagesOf(records, repositoryName).flatMap((image) => image.blobs));
        for (const digest of digests) {
          if (!needed.has(digest)) records.layers.delete(inRepository(repositoryName, digest));
        }
      }
    });
    const kept = new Set(records.layers.list().map(({ digest }) => digest));
    const orphans = new Set(images.flatMap((image) => image.blobs).filter((digest) => !kept.has(digest)));
    for (const digest of orphans) await blobs.remove(digest);
  });
}
