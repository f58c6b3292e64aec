import { invalidPattern } from "./invalid-pattern.ts";
import type { Scanner } from "./scanner.ts";

/** A step into a JSON value: a property's name, an element's index, or `*` for each of them. */
type Step = string | number | typeof EACH;

const EACH = Symbol("*");
const START = /\$(?=[.[])/y;
/** `.name`, `.*`, `[0]`, `[*]`, `['a.name']`, with or without a dot before the bracket. */
const STEP = /\.?\[(?:(\d{1,9})|(\*)|'([^']+)'|"([^"]+)")\]|\.(?:([\w-]+)|(\*))/y;

/** `$.users[0].name`: the values that it leads to, none if the message has no such field. */
export class JsonSelector {
  readonly #steps: readonly Step[];

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  get wildcards(): number {
    return this.#steps.filter((step) => step === EACH).length;
  }

  select(root: unknown): unknown[] {
    let values = [root];
    for (const step of this.#steps) values = values.flatMap((value) => children(value, step));
    return values;
  }
}

/** Throws AwsError `InvalidParameterException`. */
export function takeSelector(scanner: Scanner): JsonSelector {
  if (!scanner.take(START)) throw scanner.unexpected();
  const steps: Step[] = [];
  for (let match = scanner.take(STEP); match; match = scanner.take(STEP)) {
    const [, index, anyElement, single, double, name, anyField] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push((anyElement ?? anyField) ? EACH : (single ?? double ?? name)!);
  }
  if (steps.length === 0) throw scanner.unexpected();
  const selector = new JsonSelector(steps);
  if (selector.wildcards > 1) throw invalidPattern("A property selector may have one wildcard");
  return selector;
}

function children(value: unknown, step: Step): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === EACH) return Object.values(value);
  if (typeof step === "number") return Array.isArray(value) && step < value.length ? [value[step]] : [];
  if (Array.isArray(value) || !Object.hasOwn(value, step)) return [];
  return [(value as Record<string, unknown>)[step]];
}
