import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resultsJsonSchema } from "./results-json-schema.ts";

test("results.schema.json is what the code would generate; else run report/write-results-json-schema.ts", () => {
  const kept = readFileSync(new URL("../../results.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(kept)).toEqual(JSON.parse(resultsJsonSchema()));
});
