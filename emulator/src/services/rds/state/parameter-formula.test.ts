import fc from "fast-check";
import { expect, test } from "vitest";
import { AwsError } from "../../../wire/aws-error.ts";
import { capacityOf } from "./instance-capacity.ts";
import { INSTANCE_CLASSES } from "./instance-classes.ts";
import { evaluateFormula, isFormula } from "./parameter-formula.ts";

const GIB = 1_073_741_824;
const variables = {
  AllocatedStorage: 20 * GIB,
  DBInstanceClassMemory: 4 * GIB,
  DBInstanceVCPU: 2,
  EndPointPort: 5432,
  TrueIfReplica: 0,
};

test.each([
  ["{DBInstanceClassMemory/32768}", "131072"],
  ["LEAST({DBInstanceClassMemory/9531392},5000)", "450"],
  ["GREATEST({DBInstanceClassMemory/63963136*1024},65536)", "68759"],
  ["SUM({DBInstanceClassMemory/12038},50003)", "406787"],
  ["GREATEST({log(DBInstanceClassMemory/1073741824)*4},8)", "8"],
  ["{DBInstanceVCPU*2+1}", "5"],
  ["{EndPointPort}", "5432"],
])("%s is %s", (formula, value) => {
  expect(isFormula(formula)).toBe(true);
  expect(evaluateFormula(formula, variables)).toBe(value);
});

test.each([
  "{",
  "{}",
  "{DBInstanceClassMemory",
  "{process}",
  "{1/0}",
  "LEAST()",
  "{constructor()}",
  "{1;2}",
  "GREATEST(1,2",
])("%s is refused", (formula) => {
  expect(() => evaluateFormula(formula, variables)).toThrow(/Invalid formula/);
});

test("whatever is sent is a number or refused", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "(",
    ")",
    "+",
    "-",
    "*",
    "/",
    ",",
    "1",
    "2.5",
    "LEAST",
    "DBInstanceVCPU",
    " ",
    "x",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      try {
        expect(evaluateFormula(pieces.join(""), variables)).toMatch(/^-?\d+(e\+\d+)?$/);
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
      }
    }),
  );
});

test("every instance class has memory and processors", () => {
  for (const each of INSTANCE_CLASSES) expect(capacityOf(each).memoryBytes).toBeGreaterThanOrEqual(GIB);
  expect(capacityOf("db.r6g.xlarge")).toEqual({ memoryBytes: 32 * GIB, vcpus: 4 });
  expect(capacityOf("db.m5.24xlarge")).toEqual({ memoryBytes: 384 * GIB, vcpus: 96 });
});
