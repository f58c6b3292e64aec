import type * as ecr from "@aws-sdk/client-ecr";
import type { Handlers } from "../../wire/handlers.ts";
import { batchCheckLayerAvailability } from "./api/batch-check-layer-availability.ts";
import { batchDeleteImage } from "./api/batch-delete-image.ts";
import { batchGetImage } from "./api/batch-get-image.ts";
import { completeLayerUpload } from "./api/complete-layer-upload.ts";
import { createRepository } from "./api/create-repository.ts";
import { deleteRepository } from "./api/delete-repository.ts";
import { describeImages } from "./api/describe-images.ts";
import { describeRepositories } from "./api/describe-repositories.ts";
import { getAuthorizationToken } from "./api/get-authorization-token.ts";
import { getDownloadUrlForLayer } from "./api/get-download-url-for-layer.ts";
import { initiateLayerUpload } from "./api/initiate-layer-upload.ts";
import { deleteLifecyclePolicy, getLifecyclePolicy, putLifecyclePolicy } from "./api/lifecycle-policy.ts";
import { listImages } from "./api/list-images.ts";
import type { EcrState } from "./api/operation.ts";
import { putImage } from "./api/put-image.ts";
import { deleteRepositoryPolicy, getRepositoryPolicy, setRepositoryPolicy } from "./api/repository-policy.ts";
import { putImageScanningConfiguration, putImageTagMutability } from "./api/repository-settings.ts";
import { listTagsForResource, tagResource, untagResource } from "./api/resource-tags.ts";
import { uploadLayerPart } from "./api/upload-layer-part.ts";

export function ecrHandlers(state: EcrState) {
  return {
    BatchCheckLayerAvailability: batchCheckLayerAvailability(state),
    BatchDeleteImage: batchDeleteImage(state),
    BatchGetImage: batchGetImage(state),
    CompleteLayerUpload: completeLayerUpload(state),
    CreateRepository: createRepository(state),
    DeleteLifecyclePolicy: deleteLifecyclePolicy(state),
    DeleteRepository: deleteRepository(state),
    DeleteRepositoryPolicy: deleteRepositoryPolicy(state),
    DescribeImages: describeImages(state),
    DescribeRepositories: describeRepositories(state),
    GetAuthorizationToken: getAuthorizationToken(state),
    GetDownloadUrlForLayer: getDownloadUrlForLayer(state),
    GetLifecyclePolicy: getLifecyclePolicy(state),
    GetRepositoryPolicy: getRepositoryPolicy(state),
    InitiateLayerUpload: initiateLayerUpload(state),
    ListImages: listImages(state),
    ListTagsForResource: listTagsForResource(state),
    PutImage: putImage(state),
    PutImageScanningConfiguration: putImageScanningConfiguration(state),
    PutImageTagMutability: putImageTagMutability(state),
    PutLifecyclePolicy: putLifecyclePolicy(state),
    SetRepositoryPolicy: setRepositoryPolicy(state),
    TagResource: tagResource(state),
    UntagResource: untagResource(state),
    UploadLayerPart: uploadLayerPart(state),
  } satisfies Handlers<typeof ecr>;
}

export type EcrHandlers = ReturnType<typeof ecrHandlers>;
