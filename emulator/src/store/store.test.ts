import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Store, type Collection } from "./store.ts";

interface Document {
  readonly tags: readonly number[];
}

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "emulator-store-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const id = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), id, tags: fc.array(fc.nat(9), { maxLength: 2 }) }),
  fc.record({ kind: fc.constant("delete" as const), id }),
  fc.record({ kind: fc.constant("read" as const), id }),
  fc.record({ kind: fc.constant("fail" as const), id }),
);

test("what is read is what a store that reads the file anew reads, after writes, deletions and failed transactions", () => {
  let run = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const file = join(directory, `${++run}.sqlite`);
      const store = new Store(file);
      const documents: Collection<Document> = store.collection("test.document");
      for (const each of steps) {
        if (each.kind === "put") documents.put(each.id, { tags: each.tags });
        else if (each.kind === "delete") documents.delete(each.id);
        else if (each.kind === "read") documents.get(each.id);
        else expect(() => store.transaction(() => failAfterWriting(documents, each.id))).toThrow("on purpose");
        const anew = new Store(file);
        const fromFile = anew.collection<Document>("test.document");
        expect(store.collection<Document>("test.document").list()).toEqual(fromFile.list());
        for (const name of ["a", "b", "c"]) expect(documents.get(name)).toEqual(fromFile.get(name));
        anew.close();
      }
      store.close();
    }),
    { numRuns: 30 },
  );
});

function failAfterWriting(documents: Collection<Document>, id: string): never {
  documents.put(id, { tags: [99] });
  documents.list();
  documents.get(id);
  throw new Error("on purpose");
}

test("what was read can't be changed, nor what was written by the value that was given", () => {
  const documents = new Store(join(directory, "one.sqlite")).collection<{ tags: number[] }>("test.document");
  const given = { tags: [1] };
  documents.put("a", given);
  given.tags.push(2);
  expect(documents.get("a")).toEqual({ tags: [1] });
  expect(() => documents.get("a")!.tags.push(3)).toThrow(TypeError);
  expect(() => (documents.list()[0]!.tags = [])).toThrow(TypeError);
});
