/** As both RDS and ElastiCache have it. */
interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** Names the source on what was restored from it, until the recovery is over. */
export const SOURCE_TAG = "payment-system:recovered-from";

export function sourceTagOf(tags: readonly Tag[] = []): string | undefined {
  return tags.find(({ Key }) => Key === SOURCE_TAG)?.Value;
}

/** The tags of what is replaced, without AWS's own and an earlier recovery's: those can't be, or mustn't be, set again. */
export function ownTags(tags: readonly Tag[] = []): { Key: string; Value: string }[] {
  return tags.flatMap(({ Key = "", Value = "" }) =>
    Key.startsWith("aws:") || Key === SOURCE_TAG ? [] : [{ Key, Value }],
  );
}
