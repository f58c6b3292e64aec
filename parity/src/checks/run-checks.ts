import { sentenceOf } from "../errors.ts";
import type { Check, Evidence, Judgement } from "./check.ts";

export interface CheckResult extends Judgement {
  readonly name: string;
  readonly claim: string;
}

/** Runs every check; one that throws judges `unknown` and doesn't keep the others from judging. */
export function runChecks(checks: readonly Check[], evidence: Evidence): CheckResult[] {
  return checks.map((check) => ({ name: check.name, claim: check.claim, ...judged(check, evidence) }));
}

function judged(check: Check, evidence: Evidence): Judgement {
  try {
    return check.judge(evidence);
  } catch (error) {
    return { verdict: "unknown", summary: `The check itself failed: ${sentenceOf(error)}`, evidence: {} };
  }
}
