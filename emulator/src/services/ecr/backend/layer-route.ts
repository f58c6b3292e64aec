import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ControlRoute } from "../../../gateway/control-route.ts";
import { AwsError } from "../../../wire/aws-error.ts";
import { isDigest } from "../state/names.ts";
import type { EcrRecords } from "../state/records.ts";
import type { BlobStore } from "./blob-store.ts";

/** `GET /_emulator/ecr/layers/<digest>`: where GetDownloadUrlForLayer points, as AWS points to S3. */
export function layerRoute(records: EcrRecords, blobs: BlobStore): ControlRoute {
  return {
    method: "GET",
    pattern: new URLPattern({ pathname: "/ecr/layers/:digest" }),
    handle: async ({ params, response }) => {
      const digest = decodeURIComponent(params["digest"] ?? "");
      const layer = records.layers.list().find((candidate) => candidate.digest === digest);
      if (!isDigest(digest) || !layer) throw new AwsError("NotFound", `There is no layer ${digest}.`, 404);
      const headers = { "content-type": "application/octet-stream", "content-length": layer.sizeBytes };
      await pipeline(createReadStream(blobs.file(digest)), response.writeHead(200, headers));
    },
  };
}
