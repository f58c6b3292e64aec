import fc from "fast-check";
import { expect, test } from "vitest";
import { ParityError } from "../errors.ts";
import { parseCommand } from "./parse-command.ts";

const NOW = new Date("2026-01-02T03:04:05.678Z");
const parse = (...argv: string[]) => parseCommand(argv, NOW);

test("runs what must be valid unless told otherwise", () => {
  const command = parse("--env", "local");
  expect(command).toMatchObject({ name: "run", environment: "local", target: "local", expected: "valid", rounds: 1 });
  expect(command).toMatchObject({
    scenarios: ["rds-failover", "ecs-task-loss", "redis-failover", "redis-primary-kill"].map((name) => ({ name })),
    outputsDirectory: "outputs",
  });
  expect(command).toMatchObject({ directory: "parity-results/local-2026-01-02T03-04-05-678Z" });
});

test("takes scenarios, rounds and a seed", () => {
  const command = parse("--env=staging", "--scenario", "rds-failover", "--rounds", "10", "--seed", "7", "--rate", "50");
  expect(command).toMatchObject({ rounds: 10, seed: "7", load: { ratePerSecond: 50 }, restorableDeadlineMs: null });
  expect(parse("--env", "local", "--restorable-within", "40")).toMatchObject({ restorableDeadlineMs: 40_000 });
});

test("list, diff and help", () => {
  expect(parse("list")).toEqual({ name: "list" });
  expect(parse("diff", "a", "b")).toEqual({ name: "diff", before: "a", after: "b" });
  expect(parse("--help")).toEqual({ name: "help" });
});

test.each([
  [["--env", "local", "--scenario", "rds-failovr"], /rds-failovr.*choose from rds-failover, .*control-asynchronous/],
  [[], /--env/],
  [["--env", "../../etc"], /--env/],
  [["--env", "local", "--target", "gcp"], /local or aws/],
  [["--env", "local", "--rounds", "0"], /1 to 1000/],
  [["--env", "local", "--rounds", "1e3"], /--rounds/],
  [["--env", "local", "--rate", "-1"], /--rate/],
  [["--env", "local", "--restorable-within", "soon"], /1 to 3600/],
  [["--env", "local", "--processes", "100000"], /1 to 256/],
  [["--env", "local", "--expect", "unknown"], /valid or invalid/],
  [["--env", "local", "--expect", "invalid"], /negative controls/],
  [["--env", "local", "--frobnicate"], /frobnicate/],
  [["diff", "a"], /two runs/],
  [["frobnicate"], /list or diff/],
  [["--env", "local", "--seed", "x".repeat(101)], /--seed/],
])("%j is refused in one sentence", (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

test("whatever is typed, it is a command or one usage error", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("--env", "--rounds", "--seed", "--"))), (argv) => {
      try {
        parse(...argv);
      } catch (error) {
        expect(error).toBeInstanceOf(ParityError);
        expect(error).toMatchObject({ code: "UsageInvalid" });
      }
    }),
  );
});
