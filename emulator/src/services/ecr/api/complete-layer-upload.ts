import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { findUpload } from "../state/layer-part.ts";
import { inRepository } from "../state/records.ts";
import type { EcrOperation } from "./operation.ts";

const LAYER_MEDIA_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";

/** Configurations are uploaded as layers too. */
export const completeLayerUpload: EcrOperation<"CompleteLayerUpload"> = (state) => async (input) => {
  const { instance, records, blobs } = state;
  const { name: repositoryName } = findRepository(state, input);
  const { uploadId, hasSmallPart } = findUpload(state, input.uploadId, repositoryName);
  const sizeBytes = await blobs.uploadedBytes(uploadId);
  if (sizeBytes === 0) throw ecrError.emptyUpload(uploadId);
  if (hasSmallPart) throw ecrError.layerPartTooSmall();
  const digest = await blobs.uploadDigest(uploadId);
  const given = input.layerDigests ?? [];
  if (!given.includes(digest)) throw ecrError.invalidLayer(given, digest);
  const id = inRepository(repositoryName, digest);
  if (records.layers.get(id)) {
    records.uploads.delete(uploadId);
    await blobs.dropUpload(uploadId);
    throw ecrError.layerAlreadyExists(digest, repositoryName, instance.accountId);
  }
  await blobs.exclusive(async () => {
    await blobs.finishUpload(uploadId, digest);
    records.transaction(() => {
      records.layers.put(id, { repositoryName, digest, sizeBytes, mediaType: LAYER_MEDIA_TYPE });
      records.uploads.delete(uploadId);
    });
  });
  return { registryId: instance.accountId, repositoryName, uploadId, layerDigest: digest };
};
