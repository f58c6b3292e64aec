import * as ecs from "@aws-sdk/client-ecs";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as rds from "@aws-sdk/client-rds";
import { NormalizedSchema } from "@smithy/core/schema";
import type { $SchemaRef } from "@smithy/types";
import fc from "fast-check";
import { expect, test } from "vitest";
import { toInput } from "./to-input.ts";

const INPUTS: [name: string, schema: $SchemaRef][] = [
  ["CreateDBInstance", rds.CreateDBInstance$[4]],
  ["RegisterTaskDefinition", ecs.RegisterTaskDefinition$[4]],
  ["CreateService", ecs.CreateService$[4]],
  ["CreateRule", elbv2.CreateRule$[4]],
];

/** Pairs of what a template may say and what the API takes, for a schema. */
function pairs(schema: NormalizedSchema, depth = 0): fc.Arbitrary<{ template: unknown; api: unknown }> {
  const same = <T>(values: fc.Arbitrary<T>, text: (value: T) => unknown) =>
    fc.tuple(values, fc.boolean()).map(([api, asText]) => ({ api, template: asText ? text(api) : api }));
  if (schema.isStructSchema()) {
    if (depth > 4) return fc.constant({ template: {}, api: {} });
    const members = [...schema.structIterator()].map(
      ([name, member]) => [name, fc.option(pairs(member, depth + 1), { nil: undefined, freq: 1 })] as const,
    );
    return fc.record(Object.fromEntries(members)).map((values) => {
      const given = Object.entries(values).flatMap(([name, value]) =>
        value === undefined ? [] : [{ name, ...value }],
      );
      return {
        api: Object.fromEntries(given.map(({ name, api }) => [name, api])),
        template: Object.fromEntries(given.map(({ name, template }) => [pascalCase(name), template])),
      };
    });
  }
  if (schema.isListSchema()) {
    return fc.array(pairs(schema.getValueSchema(), depth + 1), { maxLength: 2 }).map((values) => ({
      api: values.map(({ api }) => api),
      template: values.map(({ template }) => template),
    }));
  }
  if (schema.isMapSchema()) {
    const values = fc.dictionary(fc.string(), pairs(schema.getValueSchema(), depth + 1), { maxKeys: 2 });
    const pick = (map: object, side: "api" | "template") =>
      Object.fromEntries(Object.entries(map as Record<string, Record<string, unknown>>).map(([k, v]) => [k, v[side]]));
    return values.map((map) => ({ api: pick(map, "api"), template: pick(map, "template") }));
  }
  if (schema.isBooleanSchema()) return same(fc.boolean(), String);
  if (schema.isNumericSchema()) return same(fc.integer(), String);
  if (schema.isTimestampSchema()) return same(fc.date({ noInvalidDate: true }), (date) => date.toISOString());
  return fc.string().map((api) => ({ api, template: api }));
}

const pascalCase = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

test.each(INPUTS)("whatever a template says of %s becomes the API's names and types", (_name, schema) => {
  fc.assert(
    fc.property(pairs(NormalizedSchema.of(schema)), ({ template, api }) => {
      expect(toInput(schema, template)).toEqual(api);
    }),
    { numRuns: 200 },
  );
});

test("keys of maps stay as they are, nulls are left out, and policies become text", () => {
  const options = { "awslogs-group": "/ecs/a", Mode: "non-blocking", __proto__: null };
  const container = { Name: "a", LogConfiguration: { LogDriver: "awslogs", Options: options }, Cpu: null };
  expect(toInput(ecs.RegisterTaskDefinition$[4], { Family: "f", ContainerDefinitions: [container] })).toEqual({
    family: "f",
    containerDefinitions: [
      {
        name: "a",
        logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": "/ecs/a", Mode: "non-blocking" } },
      },
    ],
  });
  expect(toInput(rds.CreateDBInstance$[4], { Engine: { a: 1 } })).toEqual({ Engine: '{"a":1}' });
});

test("aliases apply where the API has no such member", () => {
  const aliases = { VPCSecurityGroups: "VpcSecurityGroupIds" };
  expect(toInput(rds.CreateDBInstance$[4], { VPCSecurityGroups: ["sg-1"] }, aliases)).toEqual({
    VpcSecurityGroupIds: ["sg-1"],
  });
});

test.each([
  [{ AllocatedStorage: "twenty" }, "#/AllocatedStorage: expected type: Number, found: String"],
  [{ MultiAZ: "yes" }, "#/MultiAZ: expected type: Boolean, found: String"],
  [{ Tags: { Key: "a" } }, "#/Tags: expected type: Array, found: Object"],
  [{ Tags: ["a"] }, "#/Tags/0: expected type: Object, found: String"],
  [{ Engine: ["a"] }, "#/Engine: expected type: String, found: Array"],
  [{ Tags: [{ Name: "a" }] }, "#/Tags/0: extraneous key [Name] is not permitted"],
  [{ constructor: "a" }, "#: extraneous key [constructor] is not permitted"],
])("%j is refused: %s", (properties, message) => {
  expect(() => toInput(rds.CreateDBInstance$[4], properties)).toThrow(message);
});
