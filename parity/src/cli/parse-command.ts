import { randomInt } from "node:crypto";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ParityError, sentenceOf } from "../errors.ts";
import { defaultScenarios, scenarioNamed } from "../scenarios/scenarios.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { TargetKind } from "../targets/target.ts";
import { DEFAULT_LOAD, loadSchema, type Load } from "../workloads/load.ts";

export interface RunCommand {
  readonly name: "run";
  readonly environment: string;
  readonly target: TargetKind;
  readonly scenarios: readonly Scenario[];
  readonly expected: "valid" | "invalid";
  readonly rounds: number;
  readonly seed: string;
  readonly load: Load;
  /** How long to wait for a point in time to become restorable; null for the target's own. */
  readonly restorableDeadlineMs: number | null;
  readonly directory: string;
  readonly outputsDirectory: string;
}
export type Command =
  | RunCommand
  | { readonly name: "help" }
  | { readonly name: "list" }
  | { readonly name: "diff"; readonly before: string; readonly after: string };

const OPTIONS = {
  env: { type: "string" },
  target: { type: "string", default: "local" },
  scenario: { type: "string", multiple: true },
  rounds: { type: "string", default: "1" },
  expect: { type: "string", default: "valid" },
  out: { type: "string" },
  seed: { type: "string" },
  rate: { type: "string", default: String(DEFAULT_LOAD.ratePerSecond) },
  "restorable-within": { type: "string" },
  processes: { type: "string", default: String(DEFAULT_LOAD.processes) },
  outputs: { type: "string", default: "outputs" },
  help: { type: "boolean", default: false },
} as const;

/** Environment names reach file names and resource names, so they are held to what those allow. */
const environmentSchema = z.string().regex(/^[a-z][a-z0-9-]{0,30}$/);
const ROUNDS_MAX = 1_000;
const RESTORABLE_SECONDS_MAX = 3_600;
const SEED_LENGTH_MAX = 100;

/** Throws `UsageInvalid`, naming the offending value and what would be right. */
export function parseCommand(argv: readonly string[], now: Date): Command {
  const { values, positionals } = parsed(argv);
  if (values.help) return { name: "help" };
  const [verb, ...rest] = positionals;
  if (verb === "list" && rest.length === 0) return { name: "list" };
  if (verb === "diff") {
    const [before, after] = rest;
    if (before !== undefined && after !== undefined && rest.length === 2) return { name: "diff", before, after };
    throw new ParityError("UsageInvalid", "diff needs two runs: npm run parity -- diff A B.");
  }
  if (verb !== undefined) refuse("command", positionals.join(" "), "none, list or diff A B");
  const environment = values.env ?? refuse("--env", "", "local, staging or production");
  if (!environmentSchema.safeParse(environment).success) refuse("--env", environment, "a name such as local");
  const target = oneOf("--target", values.target, ["local", "aws"]);
  const scenarios = values.scenario ? [...new Set(values.scenario)].map(scenarioNamed) : defaultScenarios(target);
  const expected = oneOf("--expect", values.expect, ["valid", "invalid"]);
  const uncontrolled = scenarios.find((scenario) => scenario.caughtBy === undefined);
  if (expected === "invalid" && uncontrolled) {
    refuse("--expect", `invalid for ${uncontrolled.name}`, "used with negative controls only");
  }
  const seed = values.seed ?? String(randomInt(2 ** 32));
  if (seed.length > SEED_LENGTH_MAX) refuse("--seed", seed, `at most ${SEED_LENGTH_MAX} characters`);
  return {
    name: "run",
    environment,
    target,
    scenarios,
    expected,
    rounds: wholeNumber("--rounds", values.rounds, ROUNDS_MAX),
    seed,
    load: {
      ...DEFAULT_LOAD,
      ratePerSecond: wholeNumber("--rate", values.rate, loadSchema.shape.ratePerSecond.maxValue!),
      processes: wholeNumber("--processes", values.processes, loadSchema.shape.processes.maxValue!),
    },
    restorableDeadlineMs: restorableWithin(values["restorable-within"]),
    directory: values.out ?? join("parity-results", `${environment}-${now.toISOString().replaceAll(/[:.]/g, "-")}`),
    outputsDirectory: values.outputs,
  };
}

function restorableWithin(text: string | undefined): number | null {
  return text === undefined ? null : wholeNumber("--restorable-within", text, RESTORABLE_SECONDS_MAX) * 1_000;
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (cause) {
    throw new ParityError("UsageInvalid", `${sentenceOf(cause).split(".")[0]}; see --help.`, { cause });
  }
}

function refuse(what: string, value: string, right: string): never {
  throw new ParityError("UsageInvalid", `${what} can't be ${JSON.stringify(value)}; it must be ${right}.`);
}

function oneOf<T extends string>(what: string, value: string, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? refuse(what, value, choices.join(" or "));
}

function wholeNumber(what: string, text: string, max: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= max ? value : refuse(what, text, `a whole number from 1 to ${max}`);
}
