import { expect, test } from "vitest";
import type { Sample } from "../probe/probe-messages.ts";
import { longestOutage } from "./outage.ts";

const ok = (atMs: number, tookMs = 1): Sample => ({ atMs, tookMs, outcome: "ok" });
const failed = (atMs: number): Sample => ({ atMs, tookMs: 1, outcome: "failed", error: "refused" });

test("the longest time without an acknowledgement counts, whatever was tried meanwhile", () => {
  const samples = [ok(0), ok(20), failed(40), failed(60), ok(80, 30), ok(130)];
  expect(longestOutage(samples)).toEqual({ fromMs: 21, toMs: 110 });
});

test("a commit that hangs and is acknowledged late is an outage too", () => {
  expect(longestOutage([ok(0), ok(20, 500), ok(540)])).toEqual({ fromMs: 1, toMs: 520 });
});

test("what was over before the failover was asked for does not count, but what began before it does", () => {
  const samples = [ok(0), ok(500), ok(520), ok(600), ok(620)];
  expect(longestOutage(samples, 510)).toEqual({ fromMs: 521, toMs: 601 });
  expect(longestOutage(samples, 590)).toEqual({ fromMs: 521, toMs: 601 });
  expect(longestOutage(samples, 610)).toEqual({ fromMs: 601, toMs: 621 });
});

test("fewer than two acknowledgements tell nothing", () => {
  expect(longestOutage([])).toBeUndefined();
  expect(longestOutage([ok(0), failed(20)])).toBeUndefined();
});
