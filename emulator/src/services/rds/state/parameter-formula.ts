import { rdsErrors } from "./rds-errors.ts";

/** What formulas of DB parameters may name (RDS User Guide, "Specifying DB parameters"). */
export interface FormulaVariables {
  /** Bytes. */
  readonly AllocatedStorage: number;
  /** Bytes. */
  readonly DBInstanceClassMemory: number;
  readonly DBInstanceVCPU: number;
  readonly EndPointPort: number;
  /** 1 for a read replica, else 0. */
  readonly TrueIfReplica: number;
}

const NAMES: readonly (keyof FormulaVariables)[] = [
  ...(["AllocatedStorage", "DBInstanceClassMemory", "DBInstanceVCPU", "EndPointPort", "TrueIfReplica"] as const),
];
const FUNCTIONS: Readonly<Record<string, (values: number[]) => number>> = {
  GREATEST: (values) => Math.max(...values),
  LEAST: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  LOG: ([value]) => Math.log2(value!),
};
/** Bounds the recursion, which a value of many brackets would drive. */
const OPERANDS_MAX = 200;

export function isFormula(value: string): boolean {
  return value.includes("{") || /^(greatest|least|sum)\(/i.test(value);
}

/**
 * The value of a formula as AWS has them, `{DBInstanceClassMemory/32768}` or `LEAST({DBInstanceClassMemory/9531392},5000)`,
 * rounded down as its functions' results are. Throws `InvalidParameterValue` for anything else.
 */
export function evaluateFormula(formula: string, variables: FormulaVariables): string {
  const parser = new Parser(formula, variables);
  const value = parser.parse();
  if (!Number.isFinite(value)) throw invalid(formula);
  return String(Math.floor(value));
}

function invalid(formula: string): Error {
  return rdsErrors.invalidValue(`Invalid formula for a parameter: ${formula.slice(0, 200)}`);
}

/** Recursive descent over numbers, variables, `+ - * /`, functions with commas, and braces or brackets around them. */
class Parser {
  readonly #formula: string;
  readonly #tokens: string[];
  readonly #variables: FormulaVariables;
  #operands = 0;

  constructor(formula: string, variables: FormulaVariables) {
    this.#formula = formula;
    this.#variables = variables;
    this.#tokens = formula.match(/\d+(\.\d+)?|[a-z]+|\S/gi) ?? [];
  }

  parse(): number {
    const value = this.#sum();
    if (this.#tokens.length > 0) throw invalid(this.#formula);
    return value;
  }

  #sum(): number {
    let value = this.#product();
    for (let sign = this.#takeOne("+-"); sign; sign = this.#takeOne("+-")) {
      value = sign === "+" ? value + this.#product() : value - this.#product();
    }
    return value;
  }

  #product(): number {
    let value = this.#operand();
    for (let sign = this.#takeOne("*/"); sign; sign = this.#takeOne("*/")) {
      value = sign === "*" ? value * this.#operand() : value / this.#operand();
    }
    return value;
  }

  #operand(): number {
    if (++this.#operands > OPERANDS_MAX) throw invalid(this.#formula);
    const token = this.#tokens.shift() ?? "";
    if (/^\d/.test(token)) return Number(token);
    if (token === "{") return this.#enclosed("}");
    if (token === "(") return this.#enclosed(")");
    const name = NAMES.find((each) => each === token);
    if (name) return this.#variables[name];
    const apply = FUNCTIONS[token.toUpperCase()];
    if (!apply || !Object.hasOwn(FUNCTIONS, token.toUpperCase())) throw invalid(this.#formula);
    return apply(this.#parameters());
  }

  #parameters(): number[] {
    this.#expect("(");
    const values = [this.#sum()];
    while (this.#takeOne(",")) values.push(this.#sum());
    this.#expect(")");
    return values;
  }

  #enclosed(end: string): number {
    const value = this.#sum();
    this.#expect(end);
    return value;
  }

  #takeOne(choices: string): string | undefined {
    const [next] = this.#tokens;
    if (next === undefined || !choices.includes(next)) return undefined;
    this.#tokens.shift();
    return next;
  }

  #expect(token: string): void {
    if (this.#tokens.shift() !== token) throw invalid(this.#formula);
  }
}
