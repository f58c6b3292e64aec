import type { Tag } from "@aws-sdk/client-rds";
import { rdsErrors } from "./rds-errors.ts";

const TAGS_MAX = 50;

/** Tags by key. Throws `InvalidParameterValue` beyond AWS's limits. */
export function tagRecord(tags: readonly Tag[] = [], existing: Record<string, string> = {}): Record<string, string> {
  const merged = { ...existing };
  for (const { Key = "", Value = "" } of tags) {
    if (Key.length < 1 || Key.length > 128) throw rdsErrors.invalidValue(`Invalid tag key: ${Key}`);
    if (Value.length > 256) throw rdsErrors.invalidValue(`The value of tag ${Key} is longer than 256 characters.`);
    if (/^(aws|rds):/i.test(Key)) {
      throw rdsErrors.invalidValue(`The tag key ${Key} is reserved: it must not start with aws: or rds:.`);
    }
    merged[Key] = Value;
  }
  if (Object.keys(merged).length > TAGS_MAX) {
    throw rdsErrors.invalidValue(`A resource can have at most ${TAGS_MAX} tags.`);
  }
  return merged;
}
