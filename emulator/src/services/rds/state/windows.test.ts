import fc from "fast-check";
import { expect, test } from "vitest";
import { checkWindows, defaultWindows, isWithinMaintenanceWindow } from "./windows.ts";

test("default windows are valid for every identifier", () => {
  fc.assert(
    fc.property(fc.string(), (identifier) => {
      const { backup, maintenance } = defaultWindows(identifier);
      checkWindows(backup, maintenance);
    }),
  );
});

test.each([
  ["03:00-03:29", "sun:05:00-sun:06:00", /at least 30 minutes/],
  ["3:00-04:00", "sun:05:00-sun:06:00", /Invalid backup window format/],
  ["03:00-24:30", "sun:05:00-sun:06:00", /Invalid time of day/],
  ["03:00-04:00", "son:05:00-sun:06:00", /Invalid day:hour:minute value/],
  ["03:00-04:00", "sun:05:00sun:06:00", /Should be specified as a range ddd:hh24:mi-ddd:hh24:mi/],
  ["03:00-04:00", "sun:05:00-mon:05:00", /must be less than 24 hours/],
  ["03:00-04:00", "sun:03:30-sun:04:30", /must not overlap/],
  ["23:45-00:45", "mon:00:00-mon:00:30", /must not overlap/],
  ["00:15-00:45", "sat:23:45-sun:00:30", /must not overlap/],
])("backup %s with maintenance %s is refused", (backup, maintenance, message) => {
  expect(() => checkWindows(backup, maintenance)).toThrow(message);
});

test("a window that crosses the end of the week holds both sides", () => {
  const window = "sat:23:30-sun:00:30";
  expect(isWithinMaintenanceWindow(window, new Date("2026-11-21T23:45:00Z"))).toBe(true);
  expect(isWithinMaintenanceWindow(window, new Date("2026-11-22T00:29:00Z"))).toBe(true);
  expect(isWithinMaintenanceWindow(window, new Date("2026-11-22T00:30:00Z"))).toBe(false);
});
