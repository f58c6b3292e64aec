/** An image's content on disk. */
export interface UnpackedImage {
  /** Directory that is the container's `/`. */
  readonly rootDirectory: string;
  readonly config: ImageConfig;
}

/** The parts of an OCI image configuration's `config` that a process needs. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly WorkingDir?: string;
}

/** Puts an image's layers on disk, once by digest. */
export interface ImageUnpacker {
  /** Rejects when the image or one of its layers is missing or broken. */
  unpack(digest: string): Promise<UnpackedImage>;
}
