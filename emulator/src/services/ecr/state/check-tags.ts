import { AwsError } from "../../../wire/aws-error.ts";

const TAGS_MAX = 50;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

type Tag = { Key?: string | undefined; Value?: string | undefined };

/** Resource tags after `added` were put. Throws InvalidTagParameterException and TooManyTagsException. */
export function withTags(
  current: Readonly<Record<string, string>>,
  added: readonly Tag[],
): Readonly<Record<string, string>> {
  for (const { Key = "", Value = "" } of added) {
    if (Key === "" || Key.length > KEY_LENGTH_MAX || Value.length > VALUE_LENGTH_MAX || Key.startsWith("aws:")) {
      throw new AwsError("InvalidTagParameterException", `The tag with key '${Key}' is not valid`);
    }
  }
  const tags = Object.fromEntries([
    ...Object.entries(current),
    ...added.map(({ Key, Value }) => [Key!, Value ?? ""]),
  ]) as Record<string, string>;
  if (Object.keys(tags).length > TAGS_MAX) {
    throw new AwsError("TooManyTagsException", `A repository can have at most ${TAGS_MAX} tags`);
  }
  return tags;
}

export function renderTags(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
