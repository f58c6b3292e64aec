import fc from "fast-check";
import { expect, test } from "vitest";
import type { HealthCheckConfig } from "../proxy-config.ts";
import { afterCheck, matchesCodes, REGISTERED, type CheckResult } from "./health-state.ts";

const CHECK: HealthCheckConfig = {
  protocol: "HTTP",
  port: "traffic-port",
  path: "/",
  intervalMs: 1,
  timeoutMs: 1,
  healthyThreshold: 3,
  unhealthyThreshold: 2,
  httpCodes: "200",
};
const UP: CheckResult = { outcome: "answered", status: 200 };
const DOWN: CheckResult = { outcome: "failed" };

function states(...results: CheckResult[]): string[] {
  let record = REGISTERED;
  return results.map((result) => (record = afterCheck(record, result, CHECK)).health.state);
}

test("a new target is healthy after one success, unhealthy after the threshold of failures", () => {
  expect(states(UP)).toEqual(["healthy"]);
  expect(states(DOWN, UP)).toEqual(["initial", "healthy"]);
  expect(states(DOWN, DOWN)).toEqual(["initial", "unhealthy"]);
});

test("a target that failed needs the threshold of successes in a row", () => {
  expect(states(DOWN, DOWN, UP, UP, DOWN, UP, UP, UP).slice(2)).toEqual([
    ...Array.from({ length: 5 }, () => "unhealthy"),
    "healthy",
  ]);
});

test("health never changes against the results of the last checks", () => {
  const results = fc.array(fc.constantFrom(UP, DOWN), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(results, (sequence) => {
      const state = states(...sequence).at(-1);
      const lastTwo = sequence.slice(-2);
      if (lastTwo.length === 2 && lastTwo.every((result) => result === DOWN)) return state === "unhealthy";
      const lastThree = sequence.slice(-3);
      return !(lastThree.length === 3 && lastThree.every((result) => result === UP)) || state === "healthy";
    }),
  );
});

test("the reason tells a wrong code from a time-out", () => {
  const wrong = afterCheck(afterCheck(REGISTERED, DOWN, CHECK), { outcome: "answered", status: 503 }, CHECK);
  expect(wrong.health.description).toBe("Health checks failed with these codes: [503]");
  const late = afterCheck(wrong, { outcome: "timeout" }, CHECK);
  expect(late.health).toEqual({ state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" });
});

test.each([
  [200, "200", true],
  [204, "200,204", true],
  [302, "200-399", true],
  [201, "200,204", false],
  [400, "200-399", false],
])("%d among %s: %s", (status, codes, expected) => {
  expect(matchesCodes(status, codes)).toBe(expected);
});
