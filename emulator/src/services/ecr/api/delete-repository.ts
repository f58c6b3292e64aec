import { removeLayers } from "../backend/remove-layers.ts";
import { removeImages } from "../backend/remove-images.ts";
import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { imagesOf } from "../state/records.ts";
import { renderRepository } from "../state/render-repository.ts";
import type { EcrOperation } from "./operation.ts";

export const deleteRepository: EcrOperation<"DeleteRepository"> = (state) => async (input) => {
  const { instance, records, blobs } = state;
  const repository = findRepository(state, input);
  const { name } = repository;
  const images = imagesOf(records, name);
  if (images.length > 0 && !input.force) throw ecrError.repositoryNotEmpty(name, instance.accountId);
  records.repositories.delete(name);
  await removeImages(state, images);
  for (const { uploadId, repositoryName } of records.uploads.list()) {
    if (repositoryName !== name) continue;
    records.uploads.delete(uploadId);
    await blobs.dropUpload(uploadId);
  }
  await removeLayers(state, name);
  return { repository: renderRepository(repository, instance) };
};
