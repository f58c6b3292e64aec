import type { Image, ImageFailure } from "@aws-sdk/client-ecr";
import { findImage } from "../state/find-image.ts";
import { findRepository } from "../state/find-repository.ts";
import { imagesOf } from "../state/records.ts";
import type { EcrOperation } from "./operation.ts";

export const batchGetImage: EcrOperation<"BatchGetImage"> = (state) => async (input) => {
  const { name: repositoryName } = findRepository(state, input);
  const all = imagesOf(state.records, repositoryName);
  const images: Image[] = [];
  const failures: ImageFailure[] = [];
  for (const imageId of input.imageIds ?? []) {
    const found = findImage(all, imageId);
    if ("failure" in found) {
      failures.push(found.failure);
      continue;
    }
    const { digest, manifest, mediaType } = found.image;
    images.push({
      registryId: state.instance.accountId,
      repositoryName,
      imageId: { ...imageId, imageDigest: digest },
      imageManifest: manifest,
      imageManifestMediaType: mediaType,
    });
  }
  return { images, failures };
};
