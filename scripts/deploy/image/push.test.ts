import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { ECRClient } from "@aws-sdk/client-ecr";
import { afterEach, beforeEach, expect, test } from "vitest";
import { blobOf, sha256 } from "./blob.ts";
import { ociImage } from "./oci-image.ts";
import { pushImage } from "./push.ts";

/** Members of the operations' inputs, each there when its operation has it. */
interface Input {
  readonly uploadId: string;
  readonly partFirstByte: number;
  readonly partLastByte: number;
  readonly layerPartBlob: string;
  readonly layerDigests: readonly [string, ...string[]];
  readonly imageIds: readonly [{ readonly imageTag: string }];
  readonly imageManifest: string;
  readonly imageDigest: string;
  readonly imageTag: string;
}

/** A registry of one repository that speaks ECR's protocol and checks what it is given; its parts are small. */
class Registry {
  readonly blobs = new Map<string, Buffer>();
  readonly tags = new Map<string, string>();
  readonly calls: string[] = [];
  readonly #uploads = new Map<string, Buffer>();

  answer(operation: string, input: Input): Record<string, unknown> {
    this.calls.push(operation);
    const { uploadId, partFirstByte, partLastByte, layerPartBlob, layerDigests, imageIds } = input;
    switch (operation) {
      case "DescribeImages": {
        const imageDigest = this.tags.get(imageIds[0].imageTag);
        return imageDigest ? { imageDetails: [{ imageDigest }] } : refusal("ImageNotFoundException");
      }
      case "BatchCheckLayerAvailability":
        return {
          layers: layerDigests.map((layerDigest) => ({
            layerDigest,
            layerAvailability: this.blobs.has(layerDigest) ? "AVAILABLE" : "UNAVAILABLE",
          })),
        };
      case "InitiateLayerUpload":
        this.#uploads.set(String(this.#uploads.size), Buffer.alloc(0));
        return { uploadId: String(this.#uploads.size - 1), partSize: 16 };
      case "UploadLayerPart": {
        const uploaded = this.#uploads.get(uploadId) ?? Buffer.alloc(0);
        const part = Buffer.from(layerPartBlob, "base64");
        const isNext = partFirstByte === uploaded.length && partLastByte - partFirstByte + 1 === part.length;
        if (!isNext) return refusal("InvalidLayerPartException");
        this.#uploads.set(uploadId, Buffer.concat([uploaded, part]));
        return {};
      }
      case "CompleteLayerUpload": {
        const uploaded = this.#uploads.get(uploadId) ?? Buffer.alloc(0);
        if (sha256(uploaded) !== layerDigests[0]) return refusal("InvalidLayerException");
        this.blobs.set(layerDigests[0], uploaded);
        return {};
      }
      case "PutImage":
        return this.#put(input);
      default:
        return refusal("UnsupportedOperation");
    }
  }

  #put({ imageManifest, imageDigest, imageTag }: Input): Record<string, unknown> {
    if (sha256(Buffer.from(imageManifest)) !== imageDigest) return refusal("ImageDigestDoesNotMatchException");
    const { config, layers } = JSON.parse(imageManifest) as {
      config: { digest: string };
      layers: { digest: string }[];
    };
    const isComplete = [config, ...layers].every(({ digest }) => this.blobs.has(digest));
    if (!isComplete) return refusal("LayersNotFoundException");
    if (this.tags.get(imageTag) === imageDigest) return refusal("ImageAlreadyExistsException");
    this.tags.set(imageTag, imageDigest);
    return {};
  }
}

function refusal(__type: string) {
  return { __type };
}

let server: Server;
let registry: Registry;
let client: ECRClient;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation = String(request.headers["x-amz-target"]).split(".").pop() ?? "";
  const answered = registry.answer(operation, (await json(request)) as Input);
  response.writeHead("__type" in answered ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
  response.end(JSON.stringify(answered));
}

beforeEach(async () => {
  registry = new Registry();
  server = createServer((request, response) => void answer(request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  client = new ECRClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
});

afterEach(() => {
  client.destroy();
  server.close();
});

function imageOf(content: string) {
  const bytes = Buffer.from(content.repeat(10));
  return ociImage([{ blob: blobOf("application/vnd.oci.image.layer.v1.tar+gzip", bytes), diffId: sha256(bytes) }]);
}

test("pushes configuration and layers whole, in parts, and tags the image", async () => {
  const image = imageOf("layer ");
  expect(await pushImage(client, "payment-system/backend", image)).toBe(true);
  for (const { digest, bytes } of [image.config, ...image.layers]) expect(registry.blobs.get(digest)).toEqual(bytes);
  const { digest } = image.manifest;
  expect(Object.fromEntries(registry.tags)).toEqual({ latest: digest, [digest.slice(7, 19)]: digest });
});

test("pushes nothing when the image already is the latest", async () => {
  await pushImage(client, "payment-system/backend", imageOf("layer "));
  registry.calls.length = 0;
  expect(await pushImage(client, "payment-system/backend", imageOf("layer "))).toBe(false);
  expect(registry.calls).toEqual(["DescribeImages"]);
});

test("goes back to an older image by moving latest, without uploading it again", async () => {
  const [older, newer] = [imageOf("older "), imageOf("newer ")];
  await pushImage(client, "payment-system/backend", older);
  await pushImage(client, "payment-system/backend", newer);
  registry.calls.length = 0;
  expect(await pushImage(client, "payment-system/backend", older)).toBe(true);
  expect(registry.tags.get("latest")).toBe(older.manifest.digest);
  expect(registry.calls).not.toContain("UploadLayerPart");
});
