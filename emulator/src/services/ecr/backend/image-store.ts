import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { ImageConfig, ImageUnpacker, UnpackedImage } from "../../../runtimes/process/task/image.ts";
import { AwsError } from "../../../wire/aws-error.ts";
import { parseManifest, type Manifest } from "../state/manifest.ts";
import { imagesOf, inRepository, type EcrRecords } from "../state/records.ts";
import { parseImageReference, registryHost } from "../state/registry.ts";
import type { BlobStore } from "./blob-store.ts";
import { unpackLayers } from "./unpack-layers.ts";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** The images of this instance's registry, for whoever runs them. */
export class ImageStore implements ImageUnpacker {
  readonly #instance: Instance;
  readonly #records: EcrRecords;
  readonly #blobs: BlobStore;
  readonly #unpacked: string;
  readonly #underway = new Map<string, Promise<UnpackedImage>>();

  constructor(instance: Instance, records: EcrRecords, blobs: BlobStore) {
    this.#instance = instance;
    this.#records = records;
    this.#blobs = blobs;
    this.#unpacked = join(instance.directories.images, "unpacked");
  }

  /**
   * The digest that `<registry>/<repository>[:<tag>|@<digest>]` means now. Throws `CannotPullContainerError` with
   * containerd's words when there is no such image.
   */
  async resolve(reference: string): Promise<{ readonly digest: string; readonly repository: string }> {
    const parsed = parseImageReference(reference, this.#instance);
    if (!parsed) {
      const registry = registryHost(this.#instance);
      throw cannotPull(`${reference}: not found: images are pulled from ${registry} only`);
    }
    const { repositoryName, tag, digest } = parsed;
    const image = imagesOf(this.#records, repositoryName).find((candidate) =>
      digest === undefined ? candidate.tags.includes(tag!) : candidate.digest === digest,
    );
    if (!image) throw cannotPull(`${reference}: not found`);
    return { digest: image.digest, repository: repositoryName };
  }

  /** Unpacks an image once, also when asked twice at a time. Throws `CannotPullContainerError` or `ImageInvalid`. */
  async unpack(digest: string): Promise<UnpackedImage> {
    const underway = this.#underway.get(digest) ?? this.#unpack(digest);
    this.#underway.set(digest, underway);
    try {
      return await underway;
    } finally {
      this.#underway.delete(digest);
    }
  }

  /** Forgets what earlier runs unpacked: nothing says that all of it reached the disk. */
  async clear(): Promise<void> {
    await rm(this.#unpacked, { recursive: true, force: true });
  }

  async #unpack(digest: string): Promise<UnpackedImage> {
    const { config, layers } = this.#platformManifest(digest);
    const rootDirectory = join(this.#unpacked, digest.replace(":", "-"));
    const imageConfig = await this.#config(config!.digest);
    if (await exists(rootDirectory)) return { rootDirectory, config: imageConfig };
    const temporary = join(this.#unpacked, `.${randomUUID()}`);
    try {
      await mkdir(this.#unpacked, { recursive: true });
      await unpackLayers(
        layers.map((layer) => ({ digest: layer.digest, file: this.#blobs.file(layer.digest) })),
        temporary,
      );
      await rename(temporary, rootDirectory);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
    return { rootDirectory, config: imageConfig };
  }

  /** The image itself, or the one of a list that this machine can run. */
  #platformManifest(digest: string): Manifest {
    const image = this.#records.images.list().find((candidate) => candidate.digest === digest);
    if (!image) throw cannotPull(`${digest}: not found`);
    const manifest = parseManifest(image.manifest, image.mediaType);
    if (manifest.manifests.length === 0) return manifest;
    const architecture = ARCHITECTURES[process.arch] ?? process.arch;
    const match = manifest.manifests.find(
      ({ platform }) => platform?.os === "linux" && platform.architecture === architecture,
    );
    const chosen = match && this.#records.images.get(inRepository(image.repositoryName, match.digest));
    if (!chosen) throw cannotPull(`no match for platform in manifest ${digest}: not found`);
    return parseManifest(chosen.manifest, chosen.mediaType);
  }

  async #config(digest: string): Promise<ImageConfig> {
    const text = (await this.#blobs.read(digest)).toString("utf8");
    try {
      const { config } = JSON.parse(text) as { config?: ImageConfig | null };
      return checkConfig(config ?? {});
    } catch (error) {
      throw new EmulatorError("ImageInvalid", `Image configuration ${digest} is invalid: ${(error as Error).message}.`);
    }
  }
}

function checkConfig({ Cmd, Entrypoint, Env, WorkingDir }: ImageConfig): ImageConfig {
  for (const [name, list] of Object.entries({ Cmd, Entrypoint, Env })) {
    const isList = Array.isArray(list) && list.every((item) => typeof item === "string");
    if (list !== undefined && list !== null && !isList) throw new TypeError(`${name} is not a list of strings`);
  }
  if (WorkingDir !== undefined && typeof WorkingDir !== "string") throw new TypeError("WorkingDir is not a string");
  return {
    ...(Cmd && { Cmd }),
    ...(Entrypoint && { Entrypoint }),
    ...(Env && { Env }),
    ...(WorkingDir && { WorkingDir }),
  };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function cannotPull(message: string): AwsError {
  return new AwsError("CannotPullContainerError", message);
}
