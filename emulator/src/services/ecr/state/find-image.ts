import type { ImageFailure, ImageIdentifier } from "@aws-sdk/client-ecr";
import { isDigest } from "./names.ts";
import type { ImageRecord } from "./records.ts";

export type FoundImage = { readonly image: ImageRecord } | { readonly failure: ImageFailure };

/** Looks an image up by tag, digest or both, as the batch operations answer for each. */
export function findImage(images: readonly ImageRecord[], imageId: ImageIdentifier): FoundImage {
  const { imageDigest, imageTag } = imageId;
  const fail = (failureCode: NonNullable<ImageFailure["failureCode"]>, failureReason: string): FoundImage => ({
    failure: { imageId, failureCode, failureReason },
  });
  if (imageDigest === undefined && imageTag === undefined) {
    return fail("MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
  }
  if (imageDigest !== undefined && !isDigest(imageDigest)) {
    return fail(
      "InvalidImageDigest",
      "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'",
    );
  }
  const image = images.find(
    ({ digest, tags }) => digest === imageDigest || (imageDigest === undefined && tags.includes(imageTag!)),
  );
  if (!image) return fail("ImageNotFound", "Requested image not found");
  if (imageTag !== undefined && !image.tags.includes(imageTag)) {
    return fail("ImageTagDoesNotMatchDigest", "Requested image tag does not match the digest");
  }
  return { image };
}
