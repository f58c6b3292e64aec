import { invalidPattern } from "./invalid-pattern.ts";
import type { Operand } from "./operand.ts";

/** Longer operators first, since `<` begins `<=`. */
export const COMPARISON_OPERATORS = ["!=", "<=", ">=", "=", "<", ">"] as const;

export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

/** Says whether a field's text fulfils a condition. */
export type Comparison = (field: string) => boolean;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * `=` and `!=` compare numbers as numbers and text with `*` at the start, the end or both as a wildcard; the others take
 * numbers only and are false for a field that is none.
 */
export function comparison(operator: ComparisonOperator, operand: Operand): Comparison {
  if (operator === "=") return equality(operand);
  if (operator === "!=") {
    const equals = equality(operand);
    return (field) => !equals(field);
  }
  const limit = operand.kind === "text" ? toNumber(operand.text) : undefined;
  if (limit === undefined) throw invalidPattern(`'${operator}' takes a number`);
  return (field) => {
    const value = toNumber(field);
    return value !== undefined && ORDER[operator](value, limit);
  };
}

const ORDER: Record<Exclude<ComparisonOperator, "=" | "!=">, (value: number, limit: number) => boolean> = {
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

function equality(operand: Operand): Comparison {
  if (operand.kind === "regex") return (field) => operand.regex.matches(field);
  const { text } = operand;
  const number = toNumber(text);
  if (number !== undefined) return (field) => field === text || toNumber(field) === number;
  return wildcard(text);
}

/** An asterisk inside a text stands for itself. */
function wildcard(text: string): Comparison {
  const isOpenStart = text.startsWith("*");
  const isOpenEnd = text.length > 1 && text.endsWith("*");
  const fixed = text.slice(isOpenStart ? 1 : 0, isOpenEnd ? -1 : undefined);
  if (isOpenStart && isOpenEnd) return (field) => field.includes(fixed);
  if (isOpenStart) return (field) => field.endsWith(fixed);
  if (isOpenEnd) return (field) => field.startsWith(fixed);
  return (field) => field === fixed;
}

function toNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}
