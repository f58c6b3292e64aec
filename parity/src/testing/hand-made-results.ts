import { FAILOVER_CHECKS } from "../checks/checks.ts";
import type { Results } from "../report/results.ts";
import { scenarioResult } from "../report/scenario-result.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { cleanRun, evidenceOf, type HandMade } from "./hand-made.ts";

const START = "2026-01-01T00:00:00.000000Z";
const ms = { warmUpMs: 1, steadyMs: 1, afterMs: 1, pollMs: 1 };
const deadlines = {
  effectDeadlineMs: 1,
  restorableDeadlineMs: 1,
  recoveryDeadlineMs: 1,
  healDeadlineMs: 1,
  settleDeadlineMs: 1,
};

export const HAND_MADE_SCENARIO: Scenario = {
  name: "hand-made",
  description: "A failover that never was",
  disruption: "availability zone",
  checks: FAILOVER_CHECKS,
  fault: () => {
    throw new TypeError("A hand-made scenario can't be run.");
  },
};

/** The results of a run that was made by hand: the clean one unless told. */
export function handMadeResults(run: HandMade = cleanRun(), told: Partial<Results["run"]> = {}): Results {
  const outcome = { evidence: evidenceOf(run), problems: [] };
  const label = told.label ?? "emulated";
  const scenario = scenarioResult(HAND_MADE_SCENARIO, outcome, { label, expected: "valid", start: START });
  return {
    schemaVersion: 1,
    verdict: scenario.verdict,
    asExpected: scenario.asExpected,
    run: {
      id: "test",
      environment: "local",
      target: "local",
      label,
      region: "us-east-1",
      seed: "7",
      rounds: 1,
      start: START,
      durationMs: 2_000,
      objectives: { rtoMsMax: 900_000, rpoMsMax: 300_000 },
      load: { processes: 1, ratePerSecond: 100, attemptsMax: 2, paymentsMax: 200, timeoutMs: 1_000 },
      pace: { ...ms, ...deadlines },
      harness: { commit: null, modified: null, node: "v24.0.0" },
      ...told,
    },
    system: {
      database: { identifier: "db", engine: "postgres", engineVersion: "17.10", instanceClass: "db.t4g.medium" },
      tasks: [],
      templateHash: null,
    },
    validatedOnAws: { "hand-made": null },
    scenarios: [scenario],
  };
}
