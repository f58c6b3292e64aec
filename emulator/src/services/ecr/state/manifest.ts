import { createHash } from "node:crypto";
import { ecrError } from "./errors.ts";
import { isDigest } from "./names.ts";

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
}

/** An image manifest or a list of such, as OCI Image Format 1.1 and Docker's schema 2 have them. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly artifactMediaType?: string;
  readonly config?: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Images that a list points to. */
  readonly manifests: readonly Descriptor[];
}

const IMAGE_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];
const LIST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const DESCRIPTORS_MAX = 4_000;

/** Throws InvalidParameterException for what is no manifest. `mediaType` is the caller's, for manifests without one. */
export function parseManifest(text: string, mediaType?: string): Manifest {
  const document = parseObject(text);
  const type = document["mediaType"] ?? mediaType ?? ("manifests" in document ? LIST_TYPES[0] : IMAGE_TYPES[0]);
  if (document["schemaVersion"] !== 2 || typeof type !== "string") throw invalid("unsupported schema version");
  const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  if (LIST_TYPES.includes(type)) {
    return { digest, mediaType: type, layers: [], manifests: descriptors(document["manifests"], "manifests") };
  }
  if (!IMAGE_TYPES.includes(type)) throw invalid(`unsupported media type ${type}`);
  const [config] = descriptors([document["config"]], "config");
  const layers = descriptors(document["layers"], "layers");
  return {
    digest,
    mediaType: type,
    artifactMediaType: config!.mediaType,
    config: config!,
    layers,
    manifests: [],
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(text);
    if (isObject(document)) return document;
  } catch {
    // Answered below like every other text that is no JSON object.
  }
  throw invalid("Invalid JSON syntax");
}

function descriptors(value: unknown, name: string): Descriptor[] {
  if (!Array.isArray(value) || value.length > DESCRIPTORS_MAX) throw invalid(`${name} is not a list of descriptors`);
  return value.map((entry: unknown) => {
    if (!isObject(entry)) throw invalid(`${name} is not a list of descriptors`);
    const { mediaType, digest, size, platform } = entry;
    if (typeof mediaType !== "string" || typeof digest !== "string" || !isDigest(digest)) {
      throw invalid(`a descriptor in ${name} has no valid mediaType and digest`);
    }
    if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw invalid(`a size in ${name}`);
    const known = isObject(platform)
      ? { architecture: String(platform["architecture"]), os: String(platform["os"]) }
      : undefined;
    return { mediaType, digest, size, ...(known && { platform: known }) };
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(reason: string): Error {
  return ecrError.invalidParameter("ImageManifest", reason);
}
