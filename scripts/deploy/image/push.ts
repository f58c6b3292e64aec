import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
  type ECRClient,
} from "@aws-sdk/client-ecr";
import { orNothing } from "../aws/or-nothing.ts";
import type { Blob } from "./blob.ts";
import { latestDigest } from "./latest-digest.ts";
import type { OciImage } from "./oci-image.ts";

/** Where a part size is not told; ECR takes parts of 5 MiB or more, the last one apart. */
const PART_BYTES = 10 * 1024 * 1024;

/**
 * Pushes an image through the ECR API and tags it `latest` and with the first 12 digits of its digest. Gives false,
 * and pushes nothing, when it already is the latest.
 */
export async function pushImage(client: ECRClient, repositoryName: string, image: OciImage): Promise<boolean> {
  const { digest, bytes, mediaType } = image.manifest;
  if ((await latestDigest(client, repositoryName)) === digest) return false;
  for (const blob of await missing(client, repositoryName, [image.config, ...image.layers])) {
    await upload(client, repositoryName, blob);
  }
  // `latest` comes last, so that it never leads to an image that has no name of its own to go back to.
  for (const imageTag of [shortDigest(digest), "latest"]) {
    // Another push of the same content may have been faster, which is as good; likewise below.
    await orNothing("ImageAlreadyExists", () =>
      client.send(
        new PutImageCommand({
          repositoryName,
          imageManifest: bytes.toString("utf8"),
          imageManifestMediaType: mediaType,
          imageDigest: digest,
          imageTag,
        }),
      ),
    );
  }
  return true;
}

/** The first 12 digits: enough to tell images apart and allowed as a tag. */
export function shortDigest(digest: string): string {
  return digest.replace("sha256:", "").slice(0, 12);
}

async function missing(client: ECRClient, repositoryName: string, blobs: readonly Blob[]): Promise<Blob[]> {
  const { layers = [] } = await client.send(
    new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: blobs.map(({ digest }) => digest) }),
  );
  const available = new Set(
    layers.filter(({ layerAvailability }) => layerAvailability === "AVAILABLE").map(({ layerDigest }) => layerDigest),
  );
  return blobs.filter(({ digest }) => !available.has(digest));
}

async function upload(client: ECRClient, repositoryName: string, { bytes, digest }: Blob): Promise<void> {
  const { uploadId, partSize = PART_BYTES } = await client.send(new InitiateLayerUploadCommand({ repositoryName }));
  for (let first = 0; first < bytes.length; first += partSize) {
    const layerPartBlob = bytes.subarray(first, first + partSize);
    const partLastByte = first + layerPartBlob.length - 1;
    await client.send(
      new UploadLayerPartCommand({ repositoryName, uploadId, partFirstByte: first, partLastByte, layerPartBlob }),
    );
  }
  await orNothing("LayerAlreadyExists", () =>
    client.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] })),
  );
}
