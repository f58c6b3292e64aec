import { expect, test } from "vitest";
import { startClock } from "./clock.ts";

test("never runs backwards and agrees with the wall clock at its anchor", () => {
  const clock = startClock();
  const first = clock.nowUs();
  const second = clock.nowUs();
  expect(second).toBeGreaterThanOrEqual(first);
  expect(clock.wallAt(0)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
});

test("turns an instant into a wall time and back", () => {
  const clock = startClock();
  const wall = clock.wallAt(1_234_567);
  expect(Math.abs(clock.usAt(new Date(wall)) - 1_234_567)).toBeLessThanOrEqual(1_000);
});
