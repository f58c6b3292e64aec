import { elbv2Error } from "./errors.ts";
import type { RuleRecord } from "./records.ts";

const PRIORITY_MAX = 50_000;

/** Throws `ValidationError` outside 1…50000 and `PriorityInUse` if one of `others` has it. */
export function checkPriority(priority: number | undefined, others: readonly RuleRecord[]): number {
  if (priority === undefined || !Number.isInteger(priority) || priority < 1 || priority > PRIORITY_MAX) {
    throw elbv2Error.validation(`Priority '${priority}' must be in between '1' and '${PRIORITY_MAX}'`);
  }
  if (others.some((rule) => rule.priority === priority)) throw elbv2Error.priorityInUse(priority);
  return priority;
}
