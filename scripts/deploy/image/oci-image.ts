import { blobOf, type Blob } from "./blob.ts";
import type { Layer } from "./layer.ts";

export interface OciImage {
  readonly manifest: Blob;
  readonly config: Blob;
  readonly layers: readonly Blob[];
}

/**
 * An image without a base: only a runtime that brings Node itself, such as the emulator's process runtime, can run it.
 * Fargate can't. See https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md and manifest.md.
 */
export function ociImage(layers: readonly Layer[]): OciImage {
  const config = jsonBlob("application/vnd.oci.image.config.v1+json", {
    // JavaScript runs anywhere; the task definition asks for X86_64.
    architecture: "amd64",
    os: "linux",
    config: { Cmd: ["node", "main.mjs"], WorkingDir: "/app", Env: ["NODE_ENV=production"] },
    rootfs: { type: "layers", diff_ids: layers.map(({ diffId }) => diffId) },
  });
  const blobs = layers.map(({ blob }) => blob);
  const manifest = jsonBlob("application/vnd.oci.image.manifest.v1+json", {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: descriptor(config),
    layers: blobs.map(descriptor),
  });
  return { manifest, config, layers: blobs };
}

function jsonBlob(mediaType: string, content: object): Blob {
  return blobOf(mediaType, Buffer.from(JSON.stringify(content)));
}

function descriptor({ mediaType, digest, bytes }: Blob) {
  return { mediaType, digest, size: bytes.length };
}
