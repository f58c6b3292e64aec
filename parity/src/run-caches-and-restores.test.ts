import { describe, expect, test } from "vitest";
import { scenarioNamed } from "./scenarios/scenarios.ts";
import type { Bugs } from "./testing/fake-database.ts";
import { startFakeSystem } from "./testing/fake-system.ts";
import { judged, LONG, QUICK, run, verdictsOf } from "./testing/run-on-fake.ts";

describe("the failover of the cache", () => {
  const failover = { scenarios: [scenarioNamed("redis-failover")], pace: { ...QUICK, afterMs: 800 } } as const;

  test("is valid over several rounds, and tells when the rate limit was shared again", async () => {
    const results = await judged({}, { ...failover, rounds: 2 });
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.entries(verdictsOf(results)).filter(([, verdict]) => verdict !== "valid")).toEqual([]);
    for (const { rateLimitBackMs } of results.scenarios[0]!.rounds) {
      expect(rateLimitBackMs).toBeGreaterThan(100);
      expect(rateLimitBackMs).toBeLessThan(5_000);
    }
  });

  test("by a kill is the same", async () => {
    const scenarios = [scenarioNamed("redis-primary-kill")];
    await using system = await startFakeSystem();
    const results = await run(system, { ...failover, scenarios });
    expect(Object.entries(verdictsOf(results)).filter(([, verdict]) => verdict !== "valid")).toEqual([]);
    expect(system.calls).toContain("POST /_emulator/faults/elasticache/payment-system-test-redis/kill-primary");
  });

  test.each<[string, Bugs, string, string]>([
    ["that did nothing", { noopFault: true }, "fault-effective", "invalid"],
    ["that lets everything through", { failsOpen: true }, "rate-limit-bounded", "invalid"],
    ["of a limit that was never shared", { limitsPerTask: true }, "rate-limit-bounded", "invalid"],
    ["after which the limit isn't shared", { neverRecovers: true }, "rate-limit-shared", "invalid"],
    ["that takes payments with it", { failsPayments: true }, "no-failed-payment", "invalid"],
    ["that the API only says", { flagOnlyFault: true }, "fault-effective", "unknown"],
  ])("%s is caught", async (_, bugs, check, verdict) => {
    const results = await judged(bugs, failover);
    expect(verdictsOf(results)[check]).toBe(verdict);
    expect(results.asExpected).toBe(false);
  });
});

describe("the restore of a database", () => {
  const restore = (name: string) => ({ scenarios: [scenarioNamed(name)], pace: LONG }) as const;

  test.each(["rds-restore-snapshot", "rds-restore-pitr"])("%s is valid, over several rounds", async (name) => {
    await using system = await startFakeSystem();
    const results = await run(system, { ...restore(name), rounds: 2 });
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.entries(verdictsOf(results)).filter(([, verdict]) => verdict !== "valid")).toEqual([]);
    for (const round of results.scenarios[0]!.rounds) {
      expect(round.parts.map(({ name: part }) => part)).toEqual(["restore", "verify", "cut over", "first payment"]);
      expect(round.parts.reduce((sum, { ms }) => sum + ms!, 0)).toBeCloseTo(round.rtoMs!, 0);
      expect(round.lostPayments).toBeGreaterThan(20);
    }
    expect(system.database.resourceId).toBe("db-1-restored-restored");
  });

  test("rds-loss is valid although payments are lost, and tells how many and how long it took to be seen", async () => {
    const results = await judged({}, { ...restore("rds-loss"), rounds: 2 });
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.entries(verdictsOf(results)).filter(([, verdict]) => verdict !== "valid")).toEqual([]);
    for (const { parts, lostPayments, rpoMs } of results.scenarios[0]!.rounds) {
      expect(parts.map(({ name }) => name)).toEqual(["detect", "restore", "verify", "cut over", "first payment"]);
      expect(lostPayments).toBeGreaterThanOrEqual(50);
      expect(rpoMs).toBeGreaterThan(250);
    }
  });

  test.each<[string, Bugs, string]>([
    ["brings back more than was archived", { restoresNow: true }, "restored-to-point"],
    ["fails", { recoveryFails: true }, "restored-to-point"],
  ])("rds-loss whose restore %s is invalid", async (_, bugs, check) => {
    expect(verdictsOf(await judged(bugs, restore("rds-loss")))[check]).toBe("invalid");
  });

  test("rds-loss that lost nothing is no loss", async () => {
    const results = await judged({ noopFault: true }, restore("rds-loss"));
    expect(results.scenarios[0]!.verdict).not.toBe("valid");
  });

  test("tells how far the archive was behind", async () => {
    const results = await judged({}, restore("rds-restore-pitr"));
    const lag = results.scenarios[0]!.figures.find(({ name }) => name === "Latest restorable time behind");
    expect(lag).toMatchObject({ value: expect.any(Number) as number, label: "emulated" });
  });

  test.each<[string, Bugs, string]>([
    ["gives the data of now", { restoresNow: true }, "restored-to-point"],
    ["gives up too much", { restoresTooLittle: true }, "restored-to-point"],
    ["leaves the damage", { keepsDamage: true }, "restored-to-point"],
    ["fails", { recoveryFails: true }, "restored-to-point"],
    ["changes nothing", { noopFault: true }, "fault-effective"],
  ])("that %s is invalid", async (_, bugs, check) => {
    const results = await judged(bugs, restore("rds-restore-snapshot"));
    expect(verdictsOf(results)[check]).toBe("invalid");
    expect(results.asExpected).toBe(false);
  });

  test.each([
    ["control-archive-off", "point-restorable", "archive-off"],
    ["control-restore-ignores-time", "restored-to-point", "restore-ignores-time"],
  ])("%s is caught by %s alone, and undone", async (name, check, route) => {
    await using system = await startFakeSystem();
    const results = await run(system, { ...restore(name), expected: "invalid" });
    expect(verdictsOf(results)[check]).toBe("invalid");
    expect(results.asExpected).toBe(true);
    expect(system.database.unsafe).toEqual({ archiveOff: false, restoreIgnoresTime: false });
    expect(system.calls).toContain(`DELETE /_emulator/faults/rds/payment-system-test-db/${route}`);
  });
});

describe("the restore of a cache", () => {
  const restore = { scenarios: [scenarioNamed("redis-restore")], pace: { ...QUICK, afterMs: 800 } } as const;

  test("is valid", async () => {
    const results = await judged({}, restore);
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.entries(verdictsOf(results)).filter(([, verdict]) => verdict !== "valid")).toEqual([]);
  });

  test("that takes payments with it, or never brings it back, is invalid", async () => {
    expect(verdictsOf(await judged({ failsPayments: true }, restore))["no-failed-payment"]).toBe("invalid");
    expect(verdictsOf(await judged({ neverRecovers: true }, restore))["rate-limit-shared"]).toBe("invalid");
  });
});
