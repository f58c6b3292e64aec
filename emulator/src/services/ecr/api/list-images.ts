import type { ImageIdentifier } from "@aws-sdk/client-ecr";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import { findRepository } from "../state/find-repository.ts";
import { imagesOf } from "../state/records.ts";
import { hasTagStatus } from "../state/tag-status.ts";
import type { EcrOperation } from "./operation.ts";

const paging = awsJsonPaging<ImageIdentifier>(
  "ecr:ListImages",
  ({ imageDigest, imageTag }) => `${imageDigest}:${imageTag ?? ""}`,
  { min: 1, max: 1_000, default: 100 },
);

/** One entry for each tag, and one without a tag for an untagged image. */
export const listImages: EcrOperation<"ListImages"> = (state) => async (input) => {
  const { name } = findRepository(state, input);
  const identifiers = imagesOf(state.records, name)
    .filter((image) => hasTagStatus(image, input.filter?.tagStatus))
    .flatMap(({ digest: imageDigest, tags }): ImageIdentifier[] =>
      tags.length > 0 ? tags.map((imageTag) => ({ imageDigest, imageTag })) : [{ imageDigest }],
    );
  const { items, marker } = paginate(identifiers, { marker: input.nextToken, limit: input.maxResults }, paging);
  return { imageIds: items, nextToken: marker };
};
