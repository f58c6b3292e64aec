import { setTimeout as after } from "node:timers/promises";
import { expect, test } from "vitest";
import { startClock } from "./clock.ts";
import { StallWatch } from "./stall-watch.ts";

test("notices a stall of its own process, with its place in time", async () => {
  const clock = startClock();
  using watch = new StallWatch(clock);
  await after(20);
  const beforeUs = clock.nowUs();
  while (clock.nowUs() < beforeUs + 60_000);
  await after(20);
  const stall = watch.stalls.find((each) => each.endUs - each.startUs >= 55_000);
  expect(stall?.startUs).toBeLessThanOrEqual(beforeUs);
  expect(stall?.endUs).toBeGreaterThanOrEqual(beforeUs + 60_000);
});
