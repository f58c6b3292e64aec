import * as sdk from "@aws-sdk/client-ecr";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { layer } from "./testing/layer.ts";
import { digestOf, manifestOf, pushImage, uploadBlob } from "./testing/push-image.ts";
import { testRegistry, type TestRegistry } from "./testing/test-registry.ts";

let registry: TestRegistry;
let client: sdk.ECRClient;
let repositoryName: string;
let number = 0;

beforeAll(async () => {
  registry = await testRegistry();
  ({ client } = registry);
});

beforeEach(async () => {
  repositoryName = `images/${++number}`;
  await client.send(new sdk.CreateRepositoryCommand({ repositoryName }));
});

afterAll(() => registry[Symbol.asyncDispose]());

const one = { layers: [layer({ path: "app/main.mjs", content: "1" })] };
const two = { layers: [layer({ path: "app/main.mjs", content: "2" })] };

describe("a layer", () => {
  test("goes up in parts and comes back byte for byte", async () => {
    const bytes = randomBytes(6_000_000);
    const split = 5 * 1024 * 1024;
    const { uploadId, partSize } = await client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }));
    expect(partSize).toBe(10_485_760);
    for (const [first, last] of [
      [0, split - 1],
      [split, bytes.length - 1],
    ] as const) {
      const layerPartBlob = bytes.subarray(first, last + 1);
      const part = { repositoryName, uploadId, partFirstByte: first, partLastByte: last, layerPartBlob };
      expect(await client.send(new sdk.UploadLayerPartCommand(part))).toMatchObject({ lastByteReceived: last });
    }
    const layerDigest = digestOf(bytes);
    await client.send(new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [layerDigest] }));
    const { layers } = await client.send(
      new sdk.BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: [layerDigest, digestOf("no"), "x"] }),
    );
    expect(layers).toMatchObject([
      { layerAvailability: "AVAILABLE", layerSize: 6_000_000 },
      { layerAvailability: "UNAVAILABLE" },
    ]);
    const { downloadUrl } = await client.send(new sdk.GetDownloadUrlForLayerCommand({ repositoryName, layerDigest }));
    const download = await fetch(downloadUrl!.replace(":0/", `:${registry.port}/`));
    expect(digestOf(Buffer.from(await download.arrayBuffer()))).toBe(layerDigest);
  });

  test("with another digest than its bytes have is refused, and can then be completed with the right one", async () => {
    const { uploadId } = await client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }));
    const complete = (layerDigest: string) =>
      client.send(new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [layerDigest] }));
    await expect(complete(digestOf("a"))).rejects.toThrow(sdk.EmptyUploadException);
    const part = { repositoryName, uploadId, partFirstByte: 0, partLastByte: 0, layerPartBlob: Buffer.from("a") };
    await client.send(new sdk.UploadLayerPartCommand(part));
    await expect(complete(digestOf("b"))).rejects.toThrow(sdk.InvalidLayerException);
    expect(await complete(digestOf("a"))).toMatchObject({ layerDigest: digestOf("a") });
    await expect(complete(digestOf("a"))).rejects.toThrow(sdk.UploadNotFoundException);
  });

  test("that is there already, has gaps, small parts or an unknown upload is refused", async () => {
    const bytes = Buffer.from("layer");
    await uploadBlob(client, repositoryName, bytes);
    const { uploadId } = await client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }));
    const send = (first: number, blob: Buffer, last = first + blob.length - 1, id = uploadId) =>
      client.send(
        new sdk.UploadLayerPartCommand({
          repositoryName,
          uploadId: id,
          partFirstByte: first,
          partLastByte: last,
          layerPartBlob: blob,
        }),
      );
    await expect(send(1, bytes)).rejects.toMatchObject({
      name: "InvalidLayerPartException",
      lastValidByteReceived: -1,
      uploadId,
    });
    await expect(send(0, bytes, 10)).rejects.toThrow(sdk.InvalidLayerPartException);
    await expect(send(0, bytes, 4, "../../x")).rejects.toThrow(sdk.UploadNotFoundException);
    await send(0, bytes);
    await expect(send(0, bytes)).rejects.toMatchObject({ lastValidByteReceived: 4 });
    const complete = (layerDigest: string) =>
      client.send(new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [layerDigest] }));
    const another = await client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }));
    await send(0, bytes, 4, another.uploadId);
    await send(5, bytes, 9, another.uploadId);
    await expect(
      client.send(
        new sdk.CompleteLayerUploadCommand({
          repositoryName,
          uploadId: another.uploadId,
          layerDigests: [digestOf("layerlayer")],
        }),
      ),
    ).rejects.toThrow(sdk.LayerPartTooSmallException);
    await expect(complete(digestOf(bytes))).rejects.toThrow(sdk.LayerAlreadyExistsException);
  });
});

describe("an image", () => {
  test("is described, listed and got back with its manifest as it was pushed", async () => {
    const imageManifest = ` ${await manifestOf(client, repositoryName, one)}\n`;
    await client.send(new sdk.PutImageCommand({ repositoryName, imageManifest, imageTag: "v1" }));
    const imageDigest = digestOf(imageManifest);
    const { imageDetails } = await client.send(
      new sdk.DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: "v1" }] }),
    );
    expect(imageDetails).toMatchObject([
      { imageDigest, imageTags: ["v1"], imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json" },
    ]);
    expect(imageDetails![0]!.imageSizeInBytes).toBeGreaterThan(one.layers[0]!.length);
    const { imageIds } = await client.send(new sdk.ListImagesCommand({ repositoryName }));
    expect(imageIds).toEqual([{ imageDigest, imageTag: "v1" }]);
    const got = await client.send(
      new sdk.BatchGetImageCommand({
        repositoryName,
        imageIds: [{ imageTag: "v1" }, { imageTag: "v2" }, {}, { imageDigest: "x" }, { imageDigest, imageTag: "v3" }],
      }),
    );
    expect(got.images).toMatchObject([{ imageManifest, imageId: { imageDigest, imageTag: "v1" } }]);
    expect(got.failures?.map(({ failureCode }) => failureCode)).toEqual([
      "ImageNotFound",
      "MissingDigestAndTag",
      "InvalidImageDigest",
      "ImageTagDoesNotMatchDigest",
    ]);
  });

  test("takes its tag from the one before, which stays untagged", async () => {
    const first = await pushImage(client, repositoryName, "latest", one);
    const second = await pushImage(client, repositoryName, "latest", two);
    const { imageIds } = await client.send(
      new sdk.ListImagesCommand({ repositoryName, filter: { tagStatus: "TAGGED" } }),
    );
    expect(imageIds).toEqual([{ imageDigest: second, imageTag: "latest" }]);
    const untagged = await client.send(
      new sdk.DescribeImagesCommand({ repositoryName, filter: { tagStatus: "UNTAGGED" } }),
    );
    expect(untagged.imageDetails?.map(({ imageDigest }) => imageDigest)).toEqual([first]);
  });

  test("that exists with its tag, an immutable tag and a wrong digest are refused", async () => {
    const imageDigest = await pushImage(client, repositoryName, "v1", one);
    await expect(pushImage(client, repositoryName, "v1", one)).rejects.toMatchObject({
      name: "ImageAlreadyExistsException",
      message: `Image with digest '${imageDigest}' and tag 'v1' already exists in the repository with name '${repositoryName}' in registry with id '000000000000'`,
    });
    await client.send(new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: "IMMUTABLE" }));
    await expect(pushImage(client, repositoryName, "v1", two)).rejects.toThrow(sdk.ImageTagAlreadyExistsException);
    const imageManifest = await manifestOf(client, repositoryName, two);
    await expect(
      client.send(new sdk.PutImageCommand({ repositoryName, imageManifest, imageDigest: digestOf("other") })),
    ).rejects.toThrow(sdk.ImageDigestDoesNotMatchException);
  });

  test("without its layers is refused by their digests", async () => {
    const imageManifest = await manifestOf(client, repositoryName, one);
    const other = `${repositoryName}-other`;
    await client.send(new sdk.CreateRepositoryCommand({ repositoryName: other }));
    await expect(client.send(new sdk.PutImageCommand({ repositoryName: other, imageManifest }))).rejects.toMatchObject({
      name: "LayersNotFoundException",
      message: expect.stringContaining(digestOf(one.layers[0]!)) as string,
    });
  });

  test.each([
    "",
    "{",
    "[]",
    "{}",
    '{"schemaVersion":1}',
    '{"schemaVersion":2}',
    '{"schemaVersion":2,"config":{"digest":"../x","mediaType":"a","size":1},"layers":[]}',
    '{"schemaVersion":2,"mediaType":"text/html"}',
  ])("is not %j", async (imageManifest) => {
    await expect(client.send(new sdk.PutImageCommand({ repositoryName, imageManifest }))).rejects.toThrow(
      sdk.InvalidParameterException,
    );
  });

  test("of a list must be there, and can't be deleted before the list", async () => {
    const digest = await pushImage(client, repositoryName, "amd64", one);
    const list = (reference: string): string =>
      JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.oci.image.index.v1+json",
        manifests: [{ mediaType: "application/vnd.oci.image.manifest.v1+json", digest: reference, size: 1 }],
      });
    await expect(
      client.send(new sdk.PutImageCommand({ repositoryName, imageManifest: list(digestOf("no")) })),
    ).rejects.toThrow(sdk.ReferencedImagesNotFoundException);
    await client.send(new sdk.PutImageCommand({ repositoryName, imageManifest: list(digest), imageTag: "all" }));
    const { failures } = await client.send(
      new sdk.BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageDigest: digest }] }),
    );
    expect(failures).toMatchObject([{ failureCode: "ImageReferencedByManifestList" }]);
  });
});

test("deleting a tag keeps a still tagged image; the last one takes image and layers, but not those of others", async () => {
  const shared = layer({ path: "base", content: randomBytes(8).toString("hex") });
  const own = layer({ path: "own", content: randomBytes(8).toString("hex") });
  const digest = await pushImage(client, repositoryName, "a", { layers: [shared, own] });
  const { images } = await client.send(new sdk.BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: "a" }] }));
  const { imageManifest } = images![0]!;
  await client.send(new sdk.PutImageCommand({ repositoryName, imageManifest, imageTag: "b" }));
  await pushImage(client, repositoryName, "other", { layers: [shared] });
  const remove = (imageTag: string) =>
    client.send(new sdk.BatchDeleteImageCommand({ repositoryName, imageIds: [{ imageTag }] }));
  const blobs = (): string[] => readdirSync(join(registry.instance.directories.images, "blobs"));
  expect((await remove("a")).imageIds).toEqual([{ imageDigest: digest, imageTag: "a" }]);
  expect(blobs()).toContain(digestOf(own).replace(":", "-"));
  expect((await remove("b")).imageIds).toEqual([{ imageDigest: digest, imageTag: "b" }]);
  expect(blobs()).not.toContain(digestOf(own).replace(":", "-"));
  expect(blobs()).toContain(digestOf(shared).replace(":", "-"));
  await expect(
    client.send(new sdk.DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest: digest }] })),
  ).rejects.toThrow(sdk.ImageNotFoundException);
  await client.send(new sdk.DeleteRepositoryCommand({ repositoryName, force: true }));
  expect(existsSync(join(registry.instance.directories.images, "blobs", digestOf(shared).replace(":", "-")))).toBe(
    false,
  );
});
