import { findRepository } from "../state/find-repository.ts";
import { PART_BYTES_MAX } from "../state/layer-part.ts";
import type { EcrOperation } from "./operation.ts";

export const initiateLayerUpload: EcrOperation<"InitiateLayerUpload"> = (state) => async (input) => {
  const { name: repositoryName } = findRepository(state, input);
  const uploadId = await state.blobs.startUpload();
  const startedAt = new Date().toISOString();
  state.records.uploads.put(uploadId, { uploadId, repositoryName, startedAt, endsSmall: false, hasSmallPart: false });
  return { uploadId, partSize: PART_BYTES_MAX };
};
