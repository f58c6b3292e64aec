import type { ImageFailure, ImageIdentifier } from "@aws-sdk/client-ecr";
import { removeImages } from "../backend/remove-images.ts";
import { findImage } from "../state/find-image.ts";
import { findRepository } from "../state/find-repository.ts";
import { imagesOf, inRepository } from "../state/records.ts";
import type { EcrOperation, EcrState } from "./operation.ts";

/** A tag is taken away; an image goes with its last tag, or whole when it is named by its digest. */
export const batchDeleteImage: EcrOperation<"BatchDeleteImage"> = (state) => async (input) => {
  const { name } = findRepository(state, input);
  const imageIds: ImageIdentifier[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of input.imageIds ?? []) {
    const result = await deleteOne(state, name, imageId);
    if ("failure" in result) failures.push(result.failure);
    else imageIds.push(...result.deleted);
  }
  return { imageIds, failures };
};

async function deleteOne(
  state: EcrState,
  name: string,
  imageId: ImageIdentifier,
): Promise<{ failure: ImageFailure } | { deleted: ImageIdentifier[] }> {
  const images = imagesOf(state.records, name);
  const found = findImage(images, imageId);
  if ("failure" in found) return found;
  const { image } = found;
  const { imageTag } = imageId;
  const remaining = imageTag === undefined ? [] : image.tags.filter((tag) => tag !== imageTag);
  if (remaining.length > 0) {
    state.records.images.put(inRepository(name, image.digest), { ...image, tags: remaining });
    return { deleted: [{ imageDigest: image.digest, imageTag }] };
  }
  const list = images.find(({ references }) => references.includes(image.digest));
  if (list) {
    const failureReason = `Requested image referenced by manifest list: [${list.digest}]`;
    return { failure: { imageId, failureCode: "ImageReferencedByManifestList", failureReason } };
  }
  await removeImages(state, [image]);
  const tags = image.tags.length > 0 ? image.tags : [undefined];
  return {
    deleted: tags.map((tag) => ({ imageDigest: image.digest, ...(tag !== undefined && { imageTag: tag }) })),
  };
}
