import * as sdk from "@aws-sdk/client-ecr";
import { createHash } from "node:crypto";

export interface TestImage {
  /** tar or tar.gz, lowest first. */
  readonly layers: readonly Buffer[];
  readonly config?: object;
}

export function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Uploads one blob in a single part; returns its digest. */
export async function uploadBlob(client: sdk.ECRClient, repositoryName: string, bytes: Buffer): Promise<string> {
  const digest = digestOf(bytes);
  const { layers } = await client.send(
    new sdk.BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [digest] }),
  );
  if (layers?.[0]?.layerAvailability === "AVAILABLE") return digest;
  const { uploadId } = await client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }));
  const part = { repositoryName, uploadId, partFirstByte: 0, partLastByte: bytes.length - 1, layerPartBlob: bytes };
  await client.send(new sdk.UploadLayerPartCommand(part));
  await client.send(new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
  return digest;
}

/** Manifest of an image whose blobs were uploaded. */
export async function manifestOf(client: sdk.ECRClient, repositoryName: string, image: TestImage): Promise<string> {
  const config = Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", config: image.config ?? {} }));
  const describe = async (mediaType: string, bytes: Buffer): Promise<object> => ({
    mediaType,
    digest: await uploadBlob(client, repositoryName, bytes),
    size: bytes.length,
  });
  const layers: object[] = [];
  for (const layer of image.layers) layers.push(await describe("application/vnd.oci.image.layer.v1.tar+gzip", layer));
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: await describe("application/vnd.oci.image.config.v1+json", config),
    layers,
  });
}

/** Pushes a whole image; returns its digest. */
export async function pushImage(
  client: sdk.ECRClient,
  repositoryName: string,
  imageTag: string,
  image: TestImage,
): Promise<string> {
  const imageManifest = await manifestOf(client, repositoryName, image);
  const { image: pushed } = await client.send(new sdk.PutImageCommand({ repositoryName, imageTag, imageManifest }));
  return pushed!.imageId!.imageDigest!;
}
