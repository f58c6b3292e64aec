import { ecrError } from "../state/errors.ts";
import { findRepository } from "../state/find-repository.ts";
import { parseManifest, type Manifest } from "../state/manifest.ts";
import { checkImageTag } from "../state/names.ts";
import { imagesOf, inRepository, type ImageRecord, type RepositoryRecord } from "../state/records.ts";
import type { EcrOperation, EcrState } from "./operation.ts";

export const putImage: EcrOperation<"PutImage"> = (state) => async (input) => {
  const { instance, records } = state;
  const repository = findRepository(state, input);
  const { imageTag } = input;
  if (imageTag !== undefined) checkImageTag(imageTag);
  const text = input.imageManifest ?? "";
  const manifest = parseManifest(text, input.imageManifestMediaType);
  if (input.imageDigest !== undefined && input.imageDigest !== manifest.digest) {
    throw ecrError.imageDigestDoesNotMatch(input.imageDigest, manifest.digest);
  }
  records.transaction(() => putTagged(state, repository, manifest, text, imageTag));
  return {
    image: {
      registryId: instance.accountId,
      repositoryName: repository.name,
      imageId: { imageDigest: manifest.digest, ...(imageTag !== undefined && { imageTag }) },
      imageManifest: text,
      imageManifestMediaType: manifest.mediaType,
    },
  };
};

function putTagged(
  state: EcrState,
  repository: RepositoryRecord,
  manifest: Manifest,
  text: string,
  tag: string | undefined,
): void {
  const { instance, records } = state;
  const { name } = repository;
  const images = imagesOf(records, name);
  const known = images.find(({ digest }) => digest === manifest.digest);
  if (known && (tag === undefined || known.tags.includes(tag))) {
    throw ecrError.imageAlreadyExists(manifest.digest, tag, name, instance.accountId);
  }
  const previous = tag === undefined ? undefined : images.find(({ tags }) => tags.includes(tag));
  if (previous && repository.imageTagMutability === "IMMUTABLE") throw ecrError.imageTagAlreadyExists(tag!, name);
  const image = known ?? newImage(state, name, manifest, text);
  if (previous) {
    const tags = previous.tags.filter((other) => other !== tag);
    records.images.put(inRepository(name, previous.digest), { ...previous, tags });
  }
  const tags = tag === undefined ? image.tags : [...image.tags, tag];
  records.images.put(inRepository(name, image.digest), { ...image, tags });
}

/** Throws LayersNotFoundException or ReferencedImagesNotFoundException. */
function newImage({ instance, records }: EcrState, name: string, manifest: Manifest, text: string): ImageRecord {
  const { digest, mediaType, artifactMediaType, config, layers, manifests } = manifest;
  const blobs = [...new Set([...(config ? [config.digest] : []), ...layers.map((layer) => layer.digest)])];
  const known = blobs.map((blob) => ({ blob, layer: records.layers.get(inRepository(name, blob)) }));
  const missing = known.filter(({ layer }) => !layer).map(({ blob }) => blob);
  if (missing.length > 0) throw ecrError.layersNotFound(missing, name, instance.accountId);
  const references = manifests.map((reference) => reference.digest);
  const missingImages = references.filter((reference) => !records.images.get(inRepository(name, reference)));
  if (missingImages.length > 0) throw ecrError.referencedImagesNotFound(missingImages, name);
  return {
    repositoryName: name,
    digest,
    manifest: text,
    mediaType,
    ...(artifactMediaType !== undefined && { artifactMediaType }),
    blobs,
    references,
    sizeBytes: known.reduce((sum, { layer }) => sum + layer!.sizeBytes, 0),
    pushedAt: new Date().toISOString(),
    tags: [],
  };
}
