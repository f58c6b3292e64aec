import { expect, test } from "vitest";
import { monitorHealth } from "./health-monitor.ts";

/** Runs the monitor, on a clock of its own, on outcomes by second of the check; returns the statuses in order. */
async function statuses(outcomes: Record<number, boolean>, startPeriodSeconds = 0): Promise<string[]> {
  const seen: string[] = [];
  const ended = new AbortController();
  let nowMs = 0;
  await monitorHealth({
    intervalMs: 5_000,
    startPeriodMs: startPeriodSeconds * 1_000,
    retries: 2,
    check: async () => outcomes[nowMs / 1_000] ?? false,
    onStatus: (status) => void seen.push(`${nowMs / 1_000} ${status}`),
    signal: ended.signal,
    clock: {
      nowMs: () => nowMs,
      pause: async (ms) => {
        nowMs += ms;
        if (nowMs > 30_000) ended.abort();
        return !ended.signal.aborted;
      },
    },
  });
  return seen;
}

test("early checks find a healthy container before the first interval is over", async () => {
  const always = Object.fromEntries(Array.from({ length: 31 }, (_, second) => [second, second >= 2]));
  expect((await statuses(always))[0]).toBe("2 HEALTHY");
});

test("failures in a row make it unhealthy, but early ones don't count", async () => {
  expect((await statuses({}))[0]).toBe("10 UNHEALTHY");
});

test("one failure is forgiven, and a success makes it healthy again", async () => {
  expect(await statuses({ 0: true, 10: true, 25: true })).toEqual([
    "0 HEALTHY",
    "10 HEALTHY",
    "20 UNHEALTHY",
    "25 HEALTHY",
  ]);
});

test("failures in the start period don't count before the first success", async () => {
  expect((await statuses({}, 12))[0]).toBe("20 UNHEALTHY");
  expect(await statuses({ 0: true }, 60)).toContain("10 UNHEALTHY");
});
