import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { findUpload, PART_BYTES_MAX, PART_BYTES_MIN } from "../state/layer-part.ts";
import type { EcrOperation } from "./operation.ts";

export const uploadLayerPart: EcrOperation<"UploadLayerPart"> = (state) => async (input) => {
  const { instance, records, blobs } = state;
  const { name: repositoryName } = findRepository(state, input);
  const upload = findUpload(state, input.uploadId, repositoryName);
  const { uploadId } = upload;
  const { partFirstByte = 0, partLastByte = 0, layerPartBlob = new Uint8Array() } = input;
  const received = await blobs.uploadedBytes(uploadId);
  const invalid = (reason: string): Error =>
    ecrError.invalidLayerPart(reason, {
      registryId: instance.accountId,
      repositoryName,
      uploadId,
      lastValidByteReceived: received - 1,
    });
  if (partLastByte - partFirstByte + 1 !== layerPartBlob.length || layerPartBlob.length === 0) {
    throw invalid(
      `The layer part has ${layerPartBlob.length} bytes, not those from ${partFirstByte} to ${partLastByte}`,
    );
  }
  if (layerPartBlob.length > PART_BYTES_MAX) throw invalid(`The layer part has more than ${PART_BYTES_MAX} bytes`);
  if (partFirstByte !== received) {
    throw invalid(`The layer part begins at byte ${partFirstByte}; the next byte expected is ${received}`);
  }
  await blobs.writePart(uploadId, partFirstByte, layerPartBlob);
  const endsSmall = layerPartBlob.length < PART_BYTES_MIN;
  records.uploads.put(uploadId, { ...upload, endsSmall, hasSmallPart: upload.hasSmallPart || upload.endsSmall });
  return { registryId: instance.accountId, repositoryName, uploadId, lastByteReceived: partLastByte };
};
