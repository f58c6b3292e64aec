import fc from "fast-check";
import { expect, test } from "vitest";
import { paginate } from "./paginate.ts";
import { awsJsonPaging } from "./json/json-paging.ts";
import { awsQueryPaging } from "./query/query-paging.ts";

const paging = awsJsonPaging<string>("ecs:ListThings", (item) => item);

function walk(items: string[], limit: number, order: "ascending" | "descending"): string[][] {
  const pages: string[][] = [];
  for (let marker: string | undefined, more = true; more && pages.length <= items.length; more = marker !== undefined) {
    const page = paginate(items, { marker, limit }, { ...paging, order });
    pages.push(page.items);
    marker = page.marker;
  }
  return pages;
}

test("following the markers gives every item once, in order, in full pages", () => {
  const items = fc.uniqueArray(fc.string(), { maxLength: 60 });
  fc.assert(
    fc.property(
      items,
      fc.integer({ min: 1, max: 100 }),
      fc.constantFrom("ascending", "descending"),
      (all, limit, order) => {
        const pages = walk(all, limit, order);
        const sorted = [...all].sort((a, b) => (a < b ? -1 : 1));
        expect(pages.flat()).toEqual(order === "ascending" ? sorted : sorted.reverse());
        expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      },
    ),
  );
});

test("an item removed between two pages neither skips nor repeats another", () => {
  const { items, marker } = paginate(["a", "b", "c", "d"], { limit: 2 }, paging);
  expect(items).toEqual(["a", "b"]);
  expect(paginate(["a", "c", "d"], { limit: 2, marker }, paging)).toEqual({ items: ["c", "d"] });
});

test("a limit outside AWS's range is AWS's error", () => {
  expect(() =>
    paginate(
      ["a"],
      { limit: 19 },
      awsQueryPaging<string>("rds:X", (item) => item),
    ),
  ).toThrow("Invalid value 19 for MaxRecords. Must be between 20 and 100");
  expect(() => paginate(["a"], { limit: 101 }, paging)).toThrow("'must be between 1 and 100'");
});

test("a marker that is made up, cut short or of another list is AWS's error", () => {
  const { marker } = paginate(["a", "b"], { limit: 1 }, paging);
  const invalid = expect.objectContaining({ code: "InvalidParameterException", httpStatus: 400 }) as Error;
  expect(() => paginate(["a", "b"], { marker: "nonsense" }, paging)).toThrow(invalid);
  expect(() => paginate(["a", "b"], { marker: marker!.slice(0, -2) }, paging)).toThrow(invalid);
  expect(() => paginate(["a", "b"], { marker }, { ...paging, list: "ecs:ListOthers" })).toThrow(invalid);
});
