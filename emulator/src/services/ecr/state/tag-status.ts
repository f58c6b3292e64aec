import { ecrError } from "./errors.ts";
import type { ImageRecord } from "./records.ts";

export function hasTagStatus({ tags }: ImageRecord, status: string | undefined): boolean {
  if (status === undefined || status === "ANY") return true;
  if (status === "TAGGED") return tags.length > 0;
  if (status === "UNTAGGED") return tags.length === 0;
  throw ecrError.invalidParameter("tagStatus", "Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]");
}
