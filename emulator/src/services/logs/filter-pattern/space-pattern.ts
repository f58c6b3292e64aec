import { comparison, COMPARISON_OPERATORS, type Comparison } from "./comparison.ts";
import type { MessageFilter } from "./filter-pattern.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { REGEXES_MAX } from "./regexes-max.ts";
import { Scanner } from "./scanner.ts";
import { splitFields } from "./split-fields.ts";

interface FieldRule {
  readonly name: string;
  readonly matches: Comparison;
  readonly regexes: number;
}

const NAME = /[A-Za-z_][\w-]*/y;
const ANY: Omit<FieldRule, "name"> = { matches: () => true, regexes: 0 };

/**
 * `ip, user, ..., status = 4*, bytes > 1000`: one rule a field. `...` stands for any number of fields, at most once;
 * without it the last rule gets the rest of the message.
 */
export function parseSpacePattern(inside: string): MessageFilter {
  const scanner = new Scanner(inside);
  const rules: FieldRule[] = [];
  let ellipsisAt: number | undefined;
  do {
    if (scanner.takeToken("...", "…")) {
      if (ellipsisAt !== undefined) throw invalidPattern("'...' may appear once");
      ellipsisAt = rules.length;
    } else rules.push(takeRule(scanner));
  } while (scanner.takeToken(","));
  if (!scanner.isAtEnd) throw scanner.unexpected();
  const regexes = rules.reduce((sum, rule) => sum + rule.regexes, 0);
  if (regexes > REGEXES_MAX) throw invalidPattern(`At most ${REGEXES_MAX} regular expressions are allowed`);
  return ellipsisAt === undefined ? exactly(rules) : around(rules.slice(0, ellipsisAt), rules.slice(ellipsisAt));
}

function exactly(rules: readonly FieldRule[]): MessageFilter {
  return (message) => {
    const fields = splitFields(message, rules.length);
    return fields.length === rules.length && rules.every(({ matches }, index) => matches(fields[index]!));
  };
}

function around(before: readonly FieldRule[], after: readonly FieldRule[]): MessageFilter {
  return (message) => {
    const fields = splitFields(message);
    if (fields.length < before.length + after.length) return false;
    const firstAfter = fields.length - after.length;
    return (
      before.every(({ matches }, index) => matches(fields[index]!)) &&
      after.every(({ matches }, index) => matches(fields[firstAfter + index]!))
    );
  };
}

/** `status = 403 || status = 404`; a name alone, or nothing at all, takes any field. */
function takeRule(scanner: Scanner): FieldRule {
  const name = scanner.take(NAME)?.[0] ?? "";
  const first = takeComparison(scanner);
  if (!first) return { name, ...ANY };
  const alternatives = [[first]];
  for (let joint = scanner.takeToken("&&", "||"); joint; joint = scanner.takeToken("&&", "||")) {
    const other = scanner.take(NAME)?.[0];
    if (other !== name) throw invalidPattern(`The conditions between two commas must be on one field, '${name}'`);
    const next = takeComparison(scanner);
    if (!next) throw scanner.unexpected();
    if (joint === "||") alternatives.push([next]);
    else alternatives.at(-1)!.push(next);
  }
  return {
    name,
    matches: (field) => alternatives.some((all) => all.every(({ matches }) => matches(field))),
    regexes: alternatives.flat().filter(({ isRegex }) => isRegex).length,
  };
}

function takeComparison(scanner: Scanner): { matches: Comparison; isRegex: boolean } | undefined {
  const operator = scanner.takeToken(...COMPARISON_OPERATORS);
  if (!operator) return undefined;
  const operand = scanner.operand();
  return { matches: comparison(operator, operand), isRegex: operand.kind === "regex" };
}
