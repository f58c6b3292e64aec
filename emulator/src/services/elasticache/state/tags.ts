import type { Tag } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";

const TAGS_MAX = 50;

/** Tags by key. Throws AWS's errors beyond its limits. */
export function tagRecord(tags: readonly Tag[] = [], existing: Record<string, string> = {}): Record<string, string> {
  const merged = new Map(Object.entries(existing));
  for (const { Key = "", Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128) throw elasticacheErrors.invalidValue(`Invalid tag key: ${Key}`);
    if (Value.length > 256) {
      throw elasticacheErrors.invalidValue(`The value of tag ${Key} is longer than 256 characters.`);
    }
    if (/^aws:/i.test(Key))
      throw elasticacheErrors.invalidValue(`The tag key ${Key} is reserved: it starts with aws:.`);
    merged.set(Key, Value);
  }
  if (merged.size > TAGS_MAX) throw elasticacheErrors.tagQuotaExceeded(TAGS_MAX);
  return Object.fromEntries(merged);
}

export function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
