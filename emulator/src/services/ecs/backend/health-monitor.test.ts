import { expect, test } from "vitest";
import { monitorHealth } from "./health-monitor.ts";

/** Runs the monitor on a list of outcomes and returns the statuses after each check, until the list ends. */
async function statuses(outcomes: boolean[], input: { intervalMs?: number; startPeriodMs?: number; retries: number }) {
  const seen: string[] = [];
  const ended = new AbortController();
  const remaining = [...outcomes];
  await monitorHealth({
    intervalMs: 5,
    startPeriodMs: 0,
    ...input,
    earlyIntervalMs: 1_000,
    check: async () => {
      const outcome = remaining.shift();
      if (outcome === undefined) ended.abort();
      return outcome ?? false;
    },
    onStatus: (status) => void seen.push(status),
    signal: ended.signal,
  });
  return seen;
}

test("one success makes it healthy, failures in a row unhealthy, a success healthy again", async () => {
  const outcomes = [true, false, true, false, false, true];
  expect(await statuses(outcomes, { retries: 2 })).toEqual(["HEALTHY", "HEALTHY", "UNHEALTHY", "HEALTHY"]);
});

test("an early check can't fail", async () => {
  expect(await statuses([false, false], { retries: 2 })).toEqual([]);
  expect(await statuses([false, false, false], { retries: 2 })).toEqual(["UNHEALTHY"]);
});

test("failures in the start period don't count until the first success", async () => {
  expect(await statuses([false, false, false, false], { retries: 1, startPeriodMs: 60_000 })).toEqual([]);
  expect(await statuses([true, false], { retries: 1, startPeriodMs: 60_000 })).toEqual(["HEALTHY", "UNHEALTHY"]);
});
