/** Finds what an image reference means now. */
export interface ImageResolver {
  /** `registry/repository[:tag|@digest]` → `sha256:…`. Rejects when there is no such image. */
  resolve(imageReference: string): Promise<{ readonly digest: string }>;
}
