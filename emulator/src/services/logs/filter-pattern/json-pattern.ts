import { comparison, COMPARISON_OPERATORS } from "./comparison.ts";
import type { MessageFilter } from "./filter-pattern.ts";
import { invalidPattern } from "./invalid-pattern.ts";
import { takeSelector } from "./json-selector.ts";
import { REGEXES_MAX } from "./regexes-max.ts";
import { Scanner } from "./scanner.ts";

type Condition = (root: unknown) => boolean;

interface Usage {
  wildcards: number;
  regexes: number;
}

const WILDCARDS_MAX = 3;
const IS = /IS\s+(NULL|TRUE|FALSE)\b/y;
const NOT_EXISTS = /NOT\s+EXISTS\b/y;
const CONSTANTS: Readonly<Record<string, unknown>> = { NULL: null, TRUE: true, FALSE: false };

/** `$.level = "error" && ($.status >= 500 || $.retry IS TRUE)`: conditions on a message that is a JSON object. */
export function parseJsonPattern(inside: string): MessageFilter {
  const scanner = new Scanner(inside);
  const usage: Usage = { wildcards: 0, regexes: 0 };
  const condition = takeAny(scanner, usage);
  if (!scanner.isAtEnd) throw scanner.unexpected();
  if (usage.wildcards > WILDCARDS_MAX) throw invalidPattern(`At most ${WILDCARDS_MAX} wildcard selectors are allowed`);
  if (usage.regexes > REGEXES_MAX) throw invalidPattern(`At most ${REGEXES_MAX} regular expressions are allowed`);
  return (message) => {
    const root = parseObject(message);
    return root !== undefined && condition(root);
  };
}

function parseObject(message: string): object | undefined {
  if (!message.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}

function takeAny(scanner: Scanner, usage: Usage): Condition {
  const conditions = [takeAll(scanner, usage)];
  while (scanner.takeToken("||")) conditions.push(takeAll(scanner, usage));
  return (root) => conditions.some((condition) => condition(root));
}

function takeAll(scanner: Scanner, usage: Usage): Condition {
  const conditions = [takeOne(scanner, usage)];
  while (scanner.takeToken("&&")) conditions.push(takeOne(scanner, usage));
  return (root) => conditions.every((condition) => condition(root));
}

function takeOne(scanner: Scanner, usage: Usage): Condition {
  if (scanner.takeToken("(")) {
    const inner = takeAny(scanner, usage);
    if (!scanner.takeToken(")")) throw scanner.unexpected();
    return inner;
  }
  const selector = takeSelector(scanner);
  usage.wildcards += selector.wildcards;
  if (scanner.take(NOT_EXISTS)) return (root) => selector.select(root).length === 0;
  const constant = scanner.take(IS)?.[1];
  if (constant !== undefined) return (root) => selector.select(root).includes(CONSTANTS[constant]);
  const operator = scanner.takeToken(...COMPARISON_OPERATORS);
  if (!operator) throw scanner.unexpected();
  const operand = scanner.operand();
  if (operand.kind === "regex") usage.regexes++;
  const compare = comparison(operator, operand);
  // Only strings and numbers are value nodes: on anything else, or nothing, even `!=` is false.
  return (root) =>
    selector
      .select(root)
      .some((node) => (typeof node === "string" || typeof node === "number") && compare(String(node)));
}
