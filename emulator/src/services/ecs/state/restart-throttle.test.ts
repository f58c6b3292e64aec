import { expect, test } from "vitest";
import { restartDelayMs } from "./restart-throttle.ts";

test("the first restart is immediate, later ones wait twice as long each, up to the most", () => {
  const settings = { firstDelayMs: 1_000, delayMsMax: 5_000, healthyMsMin: 10_000 };
  expect([0, 1, 2, 3, 4, 5, 1_000].map((failures) => restartDelayMs(failures, settings))).toEqual([
    0, 0, 1_000, 2_000, 4_000, 5_000, 5_000,
  ]);
});
