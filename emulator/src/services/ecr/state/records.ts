import type { Collection, Store } from "../../../store/store.ts";

export interface RepositoryRecord {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly imageTagMutability: "MUTABLE" | "IMMUTABLE";
  readonly scanOnPush: boolean;
  readonly encryption: { readonly encryptionType: "AES256" | "KMS" | "KMS_DSSE"; readonly kmsKey?: string };
  readonly tags: Readonly<Record<string, string>>;
  readonly lifecyclePolicyText?: string;
  readonly policyText?: string;
}

export interface ImageRecord {
  readonly repositoryName: string;
  readonly digest: string;
  /** As pushed, byte for byte: its hash is the digest. */
  readonly manifest: string;
  readonly mediaType: string;
  readonly artifactMediaType?: string;
  /** Digests of the configuration and the layers. */
  readonly blobs: readonly string[];
  /** Digests of the images that a manifest list points to. */
  readonly references: readonly string[];
  readonly sizeBytes: number;
  /** ISO 8601. */
  readonly pushedAt: string;
  readonly tags: readonly string[];
}

/** A blob that was uploaded to a repository; the bytes are shared among repositories. */
export interface LayerRecord {
  readonly repositoryName: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
}

export interface UploadRecord {
  readonly uploadId: string;
  readonly repositoryName: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** A part below the least size was the last so far: no more may follow. */
  readonly endsSmall: boolean;
  /** More parts followed one below the least size. */
  readonly hasSmallPart: boolean;
}

/** ECR's saved state. */
export interface EcrRecords {
  readonly repositories: Collection<RepositoryRecord>;
  /** By `<repository>@<digest>`. */
  readonly images: Collection<ImageRecord>;
  /** By `<repository>@<digest>`. */
  readonly layers: Collection<LayerRecord>;
  /** By upload id. */
  readonly uploads: Collection<UploadRecord>;
  readonly transaction: Store["transaction"];
}

export function ecrRecords(store: Store): EcrRecords {
  return {
    repositories: store.collection("ecr.repository"),
    images: store.collection("ecr.image"),
    layers: store.collection("ecr.layer"),
    uploads: store.collection("ecr.upload"),
    transaction: (work) => store.transaction(work),
  };
}

/** Identifier of an image or a layer. */
export function inRepository(repositoryName: string, digest: string): string {
  return `${repositoryName}@${digest}`;
}

export function imagesOf(records: EcrRecords, repositoryName: string): ImageRecord[] {
  return records.images.list().filter((image) => image.repositoryName === repositoryName);
}
