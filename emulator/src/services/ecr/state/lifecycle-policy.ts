import { ecrError } from "./errors.ts";

/**
 * Checks a policy's form: https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 * Throws InvalidParameterException.
 */
export function checkLifecyclePolicy(text: string): void {
  const rules = (parse(text) as { rules?: unknown } | null)?.rules;
  if (!Array.isArray(rules) || rules.length === 0) throw invalid('object has missing required properties (["rules"])');
  const priorities = rules.map(checkRule);
  if (new Set(priorities).size < priorities.length) throw invalid("rulePriority must be unique");
}

interface Rule {
  readonly rulePriority?: unknown;
  readonly selection?: Readonly<Record<string, unknown>>;
  readonly action?: { readonly type?: unknown };
}

function checkRule(rule: Rule | null): number {
  const { rulePriority, selection, action } = rule ?? {};
  if (!isPositiveInteger(rulePriority)) throw invalid("rulePriority must be a positive integer");
  if (!["tagged", "untagged", "any"].includes(String(selection?.["tagStatus"]))) {
    throw invalid("tagStatus must be one of tagged, untagged, any");
  }
  if (!["imageCountMoreThan", "sinceImagePushed"].includes(String(selection?.["countType"]))) {
    throw invalid("countType must be one of imageCountMoreThan, sinceImagePushed");
  }
  if (!isPositiveInteger(selection?.["countNumber"])) throw invalid("countNumber must be a positive integer");
  if (selection?.["countType"] === "sinceImagePushed" && selection["countUnit"] !== "days") {
    throw invalid("countUnit must be days");
  }
  if (action?.type !== "expire") throw invalid("action type must be expire");
  return rulePriority;
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("string is not valid JSON");
  }
}

function invalid(reason: string): Error {
  return ecrError.invalidParameter("LifecyclePolicyText", `Lifecycle policy validation failure: ${reason}`);
}
