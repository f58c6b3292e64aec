import fc from "fast-check";
import { expect, test } from "vitest";
import { tagChanges, type Tag } from "./tags.ts";

const tags = fc
  .dictionary(fc.constantFrom("a", "b", "c", "d"), fc.constantFrom("1", "2"))
  .map((all) => Object.entries(all).map(([Key, Value]) => ({ Key, Value })));

test("the changes make the wanted tags of the known ones, and touch no more", () => {
  fc.assert(
    fc.property(tags, tags, (wanted: Tag[], known: Tag[]) => {
      const { set, removedKeys } = tagChanges({ Tags: wanted }, { Tags: known });
      const result = new Map(known.map(({ Key, Value }) => [Key, Value]));
      for (const key of removedKeys) expect(result.delete(key)).toBe(true);
      for (const { Key, Value } of set) {
        expect(result.get(Key)).not.toBe(Value);
        result.set(Key, Value);
      }
      expect(result).toEqual(new Map(wanted.map(({ Key, Value }) => [Key, Value])));
    }),
  );
});
