import type { Layer, LayerFailure } from "@aws-sdk/client-ecr";
import { findRepository } from "../state/find-repository.ts";
import { isDigest } from "../state/names.ts";
import { inRepository } from "../state/records.ts";
import type { EcrOperation } from "./operation.ts";

export const batchCheckLayerAvailability: EcrOperation<"BatchCheckLayerAvailability"> = (state) => async (input) => {
  const { name } = findRepository(state, input);
  const layers: Layer[] = [];
  const failures: LayerFailure[] = [];
  for (const layerDigest of input.layerDigests ?? []) {
    const record = state.records.layers.get(inRepository(name, layerDigest));
    if (record) {
      const { sizeBytes: layerSize, mediaType } = record;
      layers.push({ layerDigest, layerAvailability: "AVAILABLE", layerSize, mediaType });
    } else if (isDigest(layerDigest)) {
      layers.push({ layerDigest, layerAvailability: "UNAVAILABLE" });
    } else {
      failures.push({ layerDigest, failureCode: "InvalidLayerDigest", failureReason: "Invalid layer digest" });
    }
  }
  return { layers, failures };
};
