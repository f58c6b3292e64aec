import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { operationSchema } from "./history/operation.ts";
import { resultsSchema } from "./report/results.ts";
import { scenarioNamed } from "./scenarios/scenarios.ts";
import { openTarget } from "./targets/open-target.ts";
import type { Bugs } from "./testing/fake-database.ts";
import { MERCHANT_PASSWORD, MERCHANT_TOKEN } from "./testing/fake-service.ts";
import { startFakeSystem } from "./testing/fake-system.ts";
import { judged, run, verdictsOf } from "./testing/run-on-fake.ts";

describe("a sound system", () => {
  test("is valid over several rounds, its outage is measured, and the evidence is on disk", async () => {
    await using system = await startFakeSystem();
    const results = await run(system, { rounds: 2 });
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.values(verdictsOf(results)).every((verdict) => verdict === "valid")).toBe(true);
    expect(results).toMatchObject({ verdict: "valid", asExpected: true, run: { label: "emulated" } });
    expect(results.system).toMatchObject({
      database: { engineVersion: "17.10" },
      tasks: [{ imageDigest: "sha256:0123" }, { imageDigest: "sha256:0123" }],
    });
    const rounds = results.scenarios[0]!.rounds;
    expect(rounds).toHaveLength(2);
    for (const round of rounds) {
      expect(round.rtoMs).toBeGreaterThanOrEqual(100);
      expect(round).toMatchObject({ lostPayments: 0, rpoMs: 0, healedMs: expect.any(Number) as number });
      expect(round.parts.map(({ name }) => name)).toEqual(["detect", "promote", "reconnect"]);
      expect(round.parts.reduce((sum, { ms }) => sum + ms!, 0)).toBeCloseTo(round.rtoMs!, 0);
    }
    const directory = join(system.directory, "run");
    const file = (name: string) => readFileSync(join(directory, name), "utf8");
    expect(resultsSchema.parse(JSON.parse(file("results.json")))).toEqual(results);
    const operations = file("history.jsonl").trimEnd().split("\n");
    const attempts = Object.values(results.scenarios[0]!.attempts).reduce((a, b) => a + b);
    expect(operations.map((line) => operationSchema.parse(JSON.parse(line)))).toHaveLength(attempts);
    expect(file("faults.jsonl").trimEnd().split("\n")).toHaveLength(2);
    expect(file("junit.xml")).toMatch(/<testsuite name="rds-failover" tests="8" failures="0"/);
    expect(file("report.html")).toMatch(/Never validated on AWS[\s\S]*<svg/);
    for (const name of readdirSync(directory)) {
      expect(file(name)).not.toContain(MERCHANT_PASSWORD);
      expect(file(name)).not.toContain(MERCHANT_TOKEN);
    }
    expect(system.calls.filter((call) => call === "RebootDBInstance")).toHaveLength(2);
  });

  test("that answers 503 after a commit, but keeps the key with the payment, is sound", async () => {
    const results = await judged({ unavailableAfterCommit: true });
    expect(results.verdict).toBe("valid");
    const { evidence } = results.scenarios[0]!.checks.find((check) => check.name === "none-invented")!;
    expect(evidence["inDoubtButCommitted"]).toBeGreaterThan(0);
  });
});

describe("a system with a bug is not valid", () => {
  test.each<[string, Bugs, string, string]>([
    ["loses acknowledged payments in a failover", { losesAcknowledged: true }, "no-lost-ack", "invalid"],
    ["acknowledges without committing", { acknowledgesWithoutCommit: true }, "no-lost-ack", "invalid"],
    [
      "answers 503 after a commit and forgets the key",
      { unavailableAfterCommit: true, forgetsKeys: true },
      "exactly-once",
      "invalid",
    ],
    ["ignores the fault", { noopFault: true }, "fault-effective", "invalid"],
    ["never recovers", { neverRecovers: true }, "rto", "unknown"],
    ["truncates its export", { truncatesExport: true }, "no-lost-ack", "unknown"],
    ["books unbalanced postings", { unbalanced: true }, "conservation", "invalid"],
    ["invents a payment", { invents: true }, "none-invented", "invalid"],
  ])("that %s", { concurrent: true }, async (_, bugs, check, verdict) => {
    const results = await judged(bugs);
    expect(verdictsOf(results)[check]).toBe(verdict);
    expect(results.asExpected).toBe(false);
  });
});

test("a system that only says that it failed over is not valid", async () => {
  // Alone, for it is told from a real failover by how calm the clients stay.
  const results = await judged({ flagOnlyFault: true });
  expect(verdictsOf(results)["fault-effective"]).toBe("unknown");
  expect(results.asExpected).toBe(false);
});

describe("the loss of a task", () => {
  const loss = { scenarios: [scenarioNamed("ecs-task-loss")] } as const;

  test("that another one takes the place of is valid, over several rounds, and no payment feels it", async () => {
    const results = await judged({}, { ...loss, rounds: 2 });
    expect(results.scenarios[0]!.problems).toEqual([]);
    expect(Object.values(verdictsOf(results)).every((verdict) => verdict === "valid")).toBe(true);
    const [first, second] = results.scenarios[0]!.faults.map(({ observed }) => observed.at(-1)!.state);
    expect(first).toMatchObject({ lostTask: "STOPPED", replacement: "task-3", replacementTarget: "healthy" });
    expect(second!["lostTaskId"]).not.toBe(first!["lostTaskId"]);
    expect(results.scenarios[0]!.rounds[0]).toMatchObject({ parts: [], healedMs: expect.any(Number) as number });
  });

  test.each<[string, Bugs, string]>([
    ["that the API only says", { flagOnlyFault: true }, "fault-effective"],
    ["that did nothing", { noopFault: true }, "fault-effective"],
    ["without a successor", { neverReplaces: true }, "fault-effective"],
    ["that takes payments with it", { failsPayments: true }, "no-failed-payment"],
  ])("%s is invalid", { concurrent: true }, async (_, bugs, check) => {
    const results = await judged(bugs, loss);
    expect(verdictsOf(results)[check]).toBe("invalid");
    expect(results.asExpected).toBe(false);
  });
});

describe("the negative control", () => {
  const control = { scenarios: [scenarioNamed("control-asynchronous-standby")], expected: "invalid" } as const;

  test("is caught for what it lost, and healed", async () => {
    await using system = await startFakeSystem();
    const results = await run(system, control);
    expect(verdictsOf(results)).toMatchObject({ "no-lost-ack": "invalid", "fault-effective": "valid" });
    expect(results.asExpected).toBe(true);
    expect(results.scenarios[0]!.rounds[0]!.rpoMs).toBeGreaterThan(900);
    expect(system.database.asynchronous).toBe(false);
    expect(system.calls).toContain("DELETE /_emulator/faults/rds/payment-system-test-db/asynchronous-standby");
  });

  test("that comes out invalid for another reason is not as expected", async () => {
    const results = await judged({ unbalanced: true }, control);
    expect(results).toMatchObject({ verdict: "invalid", asExpected: false });
  });

  test("needs a target that offers it", async () => {
    await using system = await startFakeSystem();
    using target = await openTarget({
      kind: "local",
      environment: "test",
      outputsDirectory: system.directory,
      env: system.env,
    });
    const { unsafeStandby: _, ...plain } = target;
    await expect(run(system, { ...control, target: plain })).rejects.toMatchObject({ code: "CapabilityMissing" });
  });
});

test("an interrupted run heals, says so and is not valid", async () => {
  await using system = await startFakeSystem();
  const interrupt = new AbortController();
  const progress = {
    step: (sentence: string) => void (sentence.startsWith("Round 1 of 1: asynchronous") && interrupt.abort()),
    detail: () => undefined,
    done: () => undefined,
  };
  const scenarios = [scenarioNamed("control-asynchronous-standby")];
  const results = await run(system, { scenarios, progress, signal: interrupt.signal });
  expect(results.scenarios[0]).toMatchObject({ verdict: "unknown", problems: [expect.stringMatching(/interrupted/)] });
  expect(system.database.asynchronous).toBe(false);
});
