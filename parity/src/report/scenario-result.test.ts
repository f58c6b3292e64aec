import { expect, test } from "vitest";
import { cleanRun, evidenceOf, KEY_PREFIX, payment, postingsOf, type HandMade } from "../testing/hand-made.ts";
import { HAND_MADE_SCENARIO } from "../testing/hand-made-results.ts";
import { scenarioResult } from "./scenario-result.ts";

function controlled(spoil: (run: HandMade) => void, problems: string[] = []): boolean {
  const run = cleanRun();
  spoil(run);
  const scenario = { ...HAND_MADE_SCENARIO, caughtBy: "no-lost-ack" };
  const about = { label: "emulated", expected: "invalid", start: "2026-01-01T00:00:00.000000Z" } as const;
  return scenarioResult(scenario, { evidence: evidenceOf(run), problems }, about).asExpected;
}

function lose(run: HandMade): void {
  const [lost] = run.ledger.payments.splice(57, 1);
  run.ledger.postings = run.ledger.postings.filter((posting) => posting.paymentId !== lost!.id);
}

function duplicate(run: HandMade): void {
  const twin = payment({ idempotencyKey: `${KEY_PREFIX}3`, id: "pay_twin" });
  run.ledger.payments.push(twin);
  run.ledger.postings.push(...postingsOf(twin));
}

test("a control is as expected only if it is invalid for what it lost", () => {
  expect(controlled(lose)).toBe(true);
  expect(controlled(() => undefined)).toBe(false);
  expect(controlled(duplicate)).toBe(false);
  expect(controlled((run) => (lose(run), void (run.ledger.postings[0]!.amountMinor += 1)))).toBe(false);
  expect(controlled((run) => (lose(run), void (run.faults.length = 0)))).toBe(false);
  expect(controlled(lose, ["Healing: in vain"])).toBe(false);
});

test("a scenario that didn't run to its end is unknown, however clean it looks", () => {
  const about = { label: "emulated", expected: "valid", start: "2026-01-01T00:00:00.000000Z" } as const;
  const judged = (problems: string[]) =>
    scenarioResult(HAND_MADE_SCENARIO, { evidence: evidenceOf(cleanRun()), problems }, about);
  expect(judged([])).toMatchObject({ verdict: "valid", asExpected: true });
  expect(judged(["The fault: refused"])).toMatchObject({ verdict: "unknown", asExpected: false });
});
