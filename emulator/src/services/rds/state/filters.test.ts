import { expect, test } from "vitest";
import { applyFilters, withIdentifier } from "./filters.ts";

const KNOWN = { id: (item: string) => [item], first: (item: string) => [item[0]!] };
const lower = (value: string): string => value.toLowerCase();
const find = (filters: { Name: string; Values: string[] }[], asked?: string): string[] =>
  applyFilters(["a1", "a2", "b1"], withIdentifier(filters, "id", asked, lower), KNOWN);

test("every filter must match, with any of its values", () => {
  expect(find([{ Name: "id", Values: ["A1", "b1"] }])).toEqual(["a1", "b1"]);
  expect(
    find([
      { Name: "id", Values: ["a1", "b1"] },
      { Name: "first", Values: ["b"] },
    ]),
  ).toEqual(["b1"]);
});

test("an identifier beside a filter of its name is one more of its values", () => {
  expect(find([], "A2")).toEqual(["a2"]);
  expect(find([{ Name: "id", Values: ["b1"] }], "nothing")).toEqual(["b1"]);
  expect(find([{ Name: "first", Values: ["b"] }], "a1")).toEqual([]);
});

test("unknown filters and those without values are refused", () => {
  expect(() => find([{ Name: "size", Values: [] }])).toThrow("Unrecognized filter name: size");
  expect(() => find([{ Name: "id", Values: [] }])).toThrow(/must not be empty/);
});
