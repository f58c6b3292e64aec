import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { inRepository } from "../state/records.ts";
import type { EcrOperation } from "./operation.ts";

export const getDownloadUrlForLayer: EcrOperation<"GetDownloadUrlForLayer"> = (state) => async (input) => {
  const { name } = findRepository(state, input);
  const layerDigest = input.layerDigest ?? "";
  if (!state.records.layers.get(inRepository(name, layerDigest))) {
    throw ecrError.layersNotFound([layerDigest], name, state.instance.accountId);
  }
  return { layerDigest, downloadUrl: `${state.instance.endpointUrl}/_emulator/ecr/layers/${layerDigest}` };
};
