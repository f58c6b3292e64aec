import { ecrError } from "./errors.ts";
import type { RepositoryRecord } from "./records.ts";

/** MUTABLE unless told. Exclusion filters are refused, so that no tag is taken for protected or free by mistake. */
export function tagMutability(value: string | undefined): RepositoryRecord["imageTagMutability"] {
  if (value === undefined || value === "MUTABLE") return "MUTABLE";
  if (value === "IMMUTABLE") return "IMMUTABLE";
  throw ecrError.invalidParameter("imageTagMutability", "Member must satisfy enum value set: [MUTABLE, IMMUTABLE]");
}
