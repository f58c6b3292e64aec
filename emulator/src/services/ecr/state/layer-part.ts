import type { Instance } from "../../../instance/instance.ts";
import { ecrError } from "./errors.ts";
import type { EcrRecords, UploadRecord } from "./records.ts";

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
export const PART_BYTES_MAX = 10 * 1024 * 1024;
/** For every part but the last. */
export const PART_BYTES_MIN = 5 * 1024 * 1024;

/** Throws UploadNotFoundException. The id is one that was given out, so that it is safe in a path. */
export function findUpload(
  { records, instance }: { readonly records: EcrRecords; readonly instance: Instance },
  uploadId: string | undefined,
  repositoryName: string,
): UploadRecord {
  const upload = records.uploads.get(uploadId ?? "");
  if (upload?.repositoryName !== repositoryName) {
    throw ecrError.uploadNotFound(uploadId ?? "", repositoryName, instance.accountId);
  }
  return upload;
}
