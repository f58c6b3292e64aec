import { elbv2Error } from "./errors.ts";
import type { Tags } from "./records.ts";

const TAGS_MAX = 50;

export interface Tag {
  readonly Key: string | undefined;
  readonly Value?: string | undefined;
}

/** The saved tags with `added` on top. Throws `DuplicateTagKeys`, `TooManyTags` or `ValidationError`. */
export function addTags(saved: Tags, added: readonly Tag[] | undefined): Tags {
  const seen = new Set<string>();
  const tags: Record<string, string> = { ...saved };
  for (const { Key = "", Value = "" } of added ?? []) {
    if (seen.has(Key)) throw elbv2Error.duplicateTagKeys(Key);
    if (Key.length < 1 || Key.length > 128 || Value.length > 256 || Key.startsWith("aws:")) {
      throw elbv2Error.validation(`Tag '${Key}' is not valid: keys have 1 to 128 characters, values at most 256`);
    }
    seen.add(Key);
    tags[Key] = Value;
  }
  if (Object.keys(tags).length > TAGS_MAX) throw elbv2Error.tooMany("TooManyTags", "tags of a resource", TAGS_MAX);
  return tags;
}

export function describeTags(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
