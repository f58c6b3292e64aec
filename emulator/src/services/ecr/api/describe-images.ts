import type { ImageDetail } from "@aws-sdk/client-ecr";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import { ecrError } from "../state/errors.ts";
import { findImage } from "../state/find-image.ts";
import { findRepository } from "../state/find-repository.ts";
import { imagesOf, type ImageRecord } from "../state/records.ts";
import { hasTagStatus } from "../state/tag-status.ts";
import type { EcrOperation } from "./operation.ts";

const paging = awsJsonPaging<ImageRecord>("ecr:DescribeImages", ({ digest }) => digest, {
  min: 1,
  max: 1_000,
  default: 100,
});

export const describeImages: EcrOperation<"DescribeImages"> = (state) => async (input) => {
  const { accountId } = state.instance;
  const { name } = findRepository(state, input);
  const images = imagesOf(state.records, name);
  const render = (image: ImageRecord): ImageDetail => ({
    registryId: accountId,
    repositoryName: name,
    imageDigest: image.digest,
    ...(image.tags.length > 0 && { imageTags: [...image.tags] }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: new Date(image.pushedAt),
    imageManifestMediaType: image.mediaType,
    ...(image.artifactMediaType !== undefined && { artifactMediaType: image.artifactMediaType }),
    imageStatus: "ACTIVE",
  });
  if (input.imageIds && input.imageIds.length > 0) {
    const found = input.imageIds.map((imageId) => {
      const result = findImage(images, imageId);
      if ("failure" in result) throw ecrError.imageNotFound(imageId.imageDigest, imageId.imageTag, name, accountId);
      return result.image;
    });
    return { imageDetails: [...new Set(found)].map(render) };
  }
  const matching = images.filter((image) => hasTagStatus(image, input.filter?.tagStatus));
  const { items, marker } = paginate(matching, { marker: input.nextToken, limit: input.maxResults }, paging);
  return { imageDetails: items.map(render), nextToken: marker };
};
