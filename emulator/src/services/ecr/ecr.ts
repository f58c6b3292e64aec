import * as sdk from "@aws-sdk/client-ecr";
import type { Instance } from "../../instance/instance.ts";
import type { Log } from "../../log.ts";
import type { Store } from "../../store/store.ts";
import { defineService } from "../../wire/define-service.ts";
import type { EmulatedService } from "../emulated-service.ts";
import { BlobStore } from "./backend/blob-store.ts";
import { ImageStore } from "./backend/image-store.ts";
import { layerRoute } from "./backend/layer-route.ts";
import { ecrHandlers, type EcrHandlers } from "./handlers.ts";
import { ecrRecords } from "./state/records.ts";

export interface EcrService extends EmulatedService {
  readonly handlers: EcrHandlers;
  /** For whoever runs the images. */
  readonly images: ImageStore;
}

/** A part of 10 MiB in base64, and the JSON around it. */
const BODY_BYTES_MAX = 20 * 1024 * 1024;
const UPLOAD_KEPT_MS = 24 * 60 * 60 * 1_000;

/** Elastic Container Registry: repositories and images, with their layers on this machine's disk. */
export function createEcr(dependencies: {
  readonly instance: Instance;
  readonly store: Store;
  readonly log: Log;
}): EcrService {
  const { instance, store, log } = dependencies;
  const records = ecrRecords(store);
  const blobs = new BlobStore(instance.directories.images);
  const images = new ImageStore(instance, records, blobs);
  const handlers = ecrHandlers({ instance, records, blobs });
  const endpoint = defineService({
    signingName: "ecr",
    protocol: "awsJson1_1",
    sdk,
    handlers,
    log,
    bodyBytesMax: BODY_BYTES_MAX,
  });
  return {
    endpoint,
    handlers,
    images,
    controlRoutes: [layerRoute(records, blobs)],
    resources: () =>
      records.repositories.list().map(({ name }) => ({
        type: "AWS::ECR::Repository",
        name,
        state: "ACTIVE",
        pids: [],
      })),
    start: async () => {
      await images.clear();
      const oldest = new Date(Date.now() - UPLOAD_KEPT_MS).toISOString();
      for (const { uploadId, startedAt } of records.uploads.list()) {
        if (startedAt >= oldest) continue;
        records.uploads.delete(uploadId);
        await blobs.dropUpload(uploadId);
      }
    },
    stop: async () => {},
  };
}
