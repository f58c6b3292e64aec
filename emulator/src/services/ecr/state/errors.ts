import { AwsError } from "../../../wire/aws-error.ts";
import type { RegistryId } from "./registry.ts";

/** ECR's exceptions with AWS's own words: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
export const ecrError = {
  invalidParameter: (parameter: string, constraint: string) =>
    new AwsError(
      "InvalidParameterException",
      `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
    ),
  repositoryNotFound: (name: string, registry: RegistryId) =>
    new AwsError(
      "RepositoryNotFoundException",
      `The repository with name '${name}' does not exist in the registry with id '${registry}'`,
    ),
  repositoryAlreadyExists: (name: string, registry: RegistryId) =>
    new AwsError(
      "RepositoryAlreadyExistsException",
      `The repository with name '${name}' already exists in the registry with id '${registry}'`,
    ),
  repositoryNotEmpty: (name: string, registry: RegistryId) =>
    new AwsError(
      "RepositoryNotEmptyException",
      `The repository with name '${name}' in registry with id '${registry}' cannot be deleted because it still contains images`,
    ),
  imageNotFound: (digest: string | undefined, tag: string | undefined, name: string, registry: RegistryId) =>
    new AwsError(
      "ImageNotFoundException",
      `The image with imageId {imageDigest:'${digest ?? "null"}', imageTag:'${tag ?? "null"}'} does not exist within the repository with name '${name}' in the registry with id '${registry}'`,
    ),
  imageAlreadyExists: (digest: string, tag: string | undefined, name: string, registry: RegistryId) =>
    new AwsError(
      "ImageAlreadyExistsException",
      `Image with digest '${digest}' and tag '${tag ?? "null"}' already exists in the repository with name '${name}' in registry with id '${registry}'`,
    ),
  imageTagAlreadyExists: (tag: string, name: string) =>
    new AwsError(
      "ImageTagAlreadyExistsException",
      `The image tag '${tag}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`,
    ),
  imageDigestDoesNotMatch: (given: string, calculated: string) =>
    new AwsError(
      "ImageDigestDoesNotMatchException",
      `The specified image digest '${given}' does not match the calculated image digest '${calculated}'`,
    ),
  referencedImagesNotFound: (digests: readonly string[], name: string) =>
    new AwsError(
      "ReferencedImagesNotFoundException",
      `Images with digests '[${digests.join(", ")}]' required for pushing the image manifest list could not be found in the repository with name '${name}'`,
    ),
  layersNotFound: (digests: readonly string[], name: string, registry: RegistryId) =>
    new AwsError(
      "LayersNotFoundException",
      `Layers with digests '[${digests.join(", ")}]' required for pushing image into repository with name '${name}' in the registry with id '${registry}' do not exist`,
    ),
  layerAlreadyExists: (digest: string, name: string, registry: RegistryId) =>
    new AwsError(
      "LayerAlreadyExistsException",
      `The layer with digest '${digest}' already exists in the repository with name '${name}' in registry with id '${registry}'`,
    ),
  uploadNotFound: (uploadId: string, name: string, registry: RegistryId) =>
    new AwsError(
      "UploadNotFoundException",
      `The upload with id '${uploadId}' in the repository with name '${name}' in registry with id '${registry}' does not exist`,
    ),
  emptyUpload: (uploadId: string) =>
    new AwsError("EmptyUploadException", `The upload with id '${uploadId}' does not contain any layer parts`),
  invalidLayer: (given: readonly string[], calculated: string) =>
    new AwsError(
      "InvalidLayerException",
      `The layer digest '${calculated}' calculated by Amazon ECR does not match the digests '[${given.join(", ")}]' specified`,
    ),
  layerPartTooSmall: () =>
    new AwsError("LayerPartTooSmallException", "Layer parts must be at least 5 MiB in size, but for the last one"),
  invalidLayerPart: (
    reason: string,
    members: { registryId: string; repositoryName: string; uploadId: string; lastValidByteReceived: number },
  ) => new AwsError("InvalidLayerPartException", reason, 400, members),
  lifecyclePolicyNotFound: (name: string, registry: RegistryId) =>
    new AwsError(
      "LifecyclePolicyNotFoundException",
      `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${registry}'`,
    ),
  repositoryPolicyNotFound: (name: string, registry: RegistryId) =>
    new AwsError(
      "RepositoryPolicyNotFoundException",
      `Repository policy does not exist for the repository with name '${name}' in the registry with id '${registry}'`,
    ),
};
