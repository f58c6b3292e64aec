import type { Properties } from "./resource-type.ts";

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface TagChanges {
  readonly set: readonly Tag[];
  readonly removedKeys: readonly string[];
}

/** What to do for `properties.Tags` to become what it was not in `previous.Tags`. */
export function tagChanges(properties: Properties, previous: Properties): TagChanges {
  const wanted = tagsOf(properties);
  const known = new Map(tagsOf(previous).map(({ Key, Value }) => [Key, Value]));
  const keys = new Set(wanted.map(({ Key }) => Key));
  return {
    set: wanted.filter(({ Key, Value }) => known.get(Key) !== Value),
    removedKeys: [...known.keys()].filter((key) => !keys.has(key)),
  };
}

function tagsOf({ Tags }: Properties): readonly Tag[] {
  return Array.isArray(Tags) ? (Tags as readonly Tag[]) : [];
}
