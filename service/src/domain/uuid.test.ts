import { assert, date, property, tuple } from "fast-check";
import { expect, test } from "vitest";
import { uuidV7, uuidV7Time } from "./uuid.ts";

const time = date({ min: new Date(0), max: new Date("9999-12-31"), noInvalidDate: true });

test("is a version 7 UUID that sorts by time", () => {
  assert(
    property(tuple(time, time), ([a, b]) => {
      expect(uuidV7(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      if (a.getTime() !== b.getTime()) expect(uuidV7(a) < uuidV7(b)).toBe(a < b);
    }),
  );
});

test("tells its time, and that another version has none", () => {
  assert(
    property(time, (at) => {
      expect(uuidV7Time(uuidV7(at))).toEqual(at);
    }),
  );
  expect(uuidV7Time("7d444840-9dc0-11d1-b245-5ffdce74fad2")).toBeUndefined();
});
