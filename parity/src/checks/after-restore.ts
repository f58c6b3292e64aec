import type { Check, Evidence } from "./check.ts";
import { fateOf } from "./fate.ts";

/**
 * A check that holds for what a restore keeps: what it undoes, and what it may have undone, counts as unknown. That the
 * right things were undone is for `restored-to-point` to judge.
 */
export function afterRestore(check: Check): Check {
  return {
    name: check.name,
    claim: `${check.claim}, as far as a restore keeps it`,
    judge: (evidence) => check.judge(withoutUndone(evidence)),
  };
}

function withoutUndone(evidence: Evidence): Evidence {
  const operations = evidence.operations.map((operation) =>
    operation.outcome !== "ok" || fateOf(operation, evidence.faults) === "kept"
      ? operation
      : { ...operation, outcome: "info" as const, paymentId: null },
  );
  return { ...evidence, operations };
}
