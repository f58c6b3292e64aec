import * as sdk from "@aws-sdk/client-rds";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { ask, createInstance, reach, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "orders";
let instance: TestInstance;
let environment: RdsEnvironment;
let operations: readonly Operation[];
let tried = 0;

interface Operation {
  readonly name: string;
  /** Form keys that reach each of its members: lists and structures by their first element or member. */
  readonly keys: readonly string[];
  readonly required: readonly string[];
}

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, false, { BackupRetentionPeriod: 0 });
  await createPlausible();
  operations = Object.keys(environment.rds.handlers).map(describeOperation);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

function describeOperation(name: string): Operation {
  const schemas = sdk as unknown as Readonly<Record<string, StaticOperationSchema>>;
  const input = NormalizedSchema.of(schemas[`${name}$`]![4]);
  if (input.isUnitSchema()) return { name, keys: [], required: [] };
  const keys = [...input.structIterator()].flatMap(([member, schema]) => keysOf(member, schema));
  const required = (input.getSchema() as unknown as [number, string, string, object, string[], unknown[], number?])[6];
  return { name, keys, required: keys.slice(0, required ?? 0) };
}

function keysOf(key: string, schema: NormalizedSchema): string[] {
  if (schema.isListSchema()) return keysOf(`${key}.member.1`, schema.getValueSchema());
  if (!schema.isStructSchema()) return [key];
  return [...schema.structIterator()].map(([member]) => `${key}.${member}`);
}

const HOSTILE = [
  ...["", " ", "0", "-1", "1e309", "2147483648", "NaN", "true", "yes", "\0", "ü".repeat(64), "🦊", "a".repeat(300)],
  ...[
    "../../../etc/passwd",
    "/dev/null",
    "C:\\x",
    "$(id)",
    "`id`",
    "; rm -rf /",
    "'; drop database rdsadmin; --",
    "%s%n",
  ],
  ...[
    "<a>&amp;</a>",
    "]]>",
    "a\r\nb",
    "{DBInstanceClassMemory/0}",
    "__proto__",
    "constructor",
    "*",
    "arn:aws:rds:::db:x",
  ],
  ...["arn:aws:rds:us-east-1:000000000000:db:../x", "arn:aws:rds:us-east-1:000000000000:pg:default.postgres17"],
  ...["2026-13-45T00:00:00Z", "default.postgres17", "default", "rdsadmin", "1".repeat(10_000)],
];
/** Values of required members with which a request gets past the first check. */
const PLAUSIBLE: Readonly<Record<string, string>> = {
  DBInstanceIdentifier: ID,
  DBParameterGroupName: "mine",
  SourceDBParameterGroupIdentifier: "mine",
  DBSubnetGroupName: "mine",
  OptionGroupName: "mine",
  DBSnapshotIdentifier: "mine",
  DBParameterGroupFamily: "postgres17",
  Engine: "postgres",
  EngineName: "postgres",
  DBInstanceClass: "db.t4g.micro",
  ResourceName: `arn:aws:rds:us-east-1:000000000000:db:${ID}`,
  ResourceIdentifier: `arn:aws:rds:us-east-1:000000000000:db:${ID}`,
  ApplyAction: "system-update",
  OptInType: "immediate",
  MajorEngineVersion: "17",
  LogFileName: "error/postgresql-a.log",
};
const OWN = new Set([ID, "mine"]);

/** Something of every kind that can be had without waiting. */
async function createPlausible(): Promise<void> {
  const rds = environment.rds.handlers;
  const { call } = environment;
  const group = { DBParameterGroupName: "mine", DBParameterGroupFamily: "postgres17", Description: "Mine" };
  await rds.CreateDBParameterGroup(group, call);
  const options = { OptionGroupName: "mine", EngineName: "postgres", MajorEngineVersion: "17" };
  await rds.CreateOptionGroup({ ...options, OptionGroupDescription: "Mine" }, call);
  const subnets = { DBSubnetGroupDescription: "Mine", SubnetIds: ["subnet-1a", "subnet-1b"] };
  await rds.CreateDBSubnetGroup({ DBSubnetGroupName: "mine", ...subnets }, call);
  await rds.CreateDBSnapshot({ DBInstanceIdentifier: ID, DBSnapshotIdentifier: "mine" }, call);
  await environment.untilStatus(ID, "available");
}
/** What would stop or change the instance that the others meet. */
const DISRUPTIVE = /^(Delete|Stop|Start|Reboot|Promote|Restore|Copy|Switch|Failover)/;

async function send(operation: string, fields: Record<string, string>): Promise<void> {
  const form = new URLSearchParams({ Action: operation, Version: "2014-10-31", ...fields });
  await sendBody(Buffer.from(form.toString()), `${operation} ${JSON.stringify(fields).slice(0, 300)}`);
}

async function sendBody(body: Buffer, what: string): Promise<void> {
  tried++;
  const answer = await environment.rds.endpoint.handle({
    headers: { "content-type": "application/x-www-form-urlencoded" },
    query: new URLSearchParams(),
    body,
    context: environment.call,
  });
  const text = String(answer.body);
  const isAws = answer.status === 200 || (answer.status >= 400 && answer.status < 500);
  expect(isAws || [501, 503].includes(answer.status), `${what}: ${answer.status} ${text}`).toBe(true);
  expect(text, what).toMatch(/^<(\w+Response|ErrorResponse) xmlns="http:\/\/rds\.amazonaws\.com\/doc\/2014-10-31\/">/);
  expect(text, what).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
}

function plausible({ name, required }: Operation): Record<string, string> {
  const isDisruptive = DISRUPTIVE.test(name);
  const value = (key: string): string => {
    const known = PLAUSIBLE[key] ?? "plausible";
    return isDisruptive && OWN.has(known) ? "nobody" : known;
  };
  return Object.fromEntries(required.map((key) => [key, value(key)]));
}

test("every member of every operation answers every hostile value as AWS would", async () => {
  for (const operation of operations) {
    await send(operation.name, {});
    for (const key of operation.keys) {
      for (const value of HOSTILE) {
        if (value === "true" && key === "MultiAZ") continue;
        await send(operation.name, { ...plausible(operation), [key]: value });
      }
    }
  }
  expect(tried).toBeGreaterThan(10_000);
}, 300_000);

test("so do mixtures of members, and bytes that are no form", async () => {
  const request = fc.constantFrom(...operations).chain((operation) => {
    const key = operation.keys.length > 0 ? fc.constantFrom(...operation.keys) : fc.string();
    const value = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 50 }));
    const keys = key.filter(
      (name) => name !== "MultiAZ" && !(DISRUPTIVE.test(operation.name) && name === "DBInstanceIdentifier"),
    );
    return fc.record({ operation: fc.constant(operation), fields: fc.dictionary(keys, value, { maxKeys: 6 }) });
  });
  const mixed = fc.asyncProperty(request, async ({ operation, fields }) => {
    await send(operation.name, { ...plausible(operation), ...fields });
  });
  await fc.assert(mixed, { numRuns: 1_000 });
  const bytes = fc.asyncProperty(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(...operations),
    async (noise, { name }) => {
      await sendBody(Buffer.concat([Buffer.from(`Version=2014-10-31&Action=${name}&`), noise]), name);
    },
  );
  await fc.assert(bytes, { numRuns: 300 });
}, 300_000);

test("the instance came through it unharmed, and nothing failed unexpectedly", async () => {
  const unexpected = environment.log.filter((line) => line.includes("unexpectedly"));
  expect(unexpected).toEqual([]);
  await environment.untilStatus(ID, "available");
  const endpoint = await reach(environment, ID);
  expect(await ask(endpoint, "select 1 as one")).toEqual([{ one: 1 }]);
  const { DBInstances } = await environment.rds.handlers.DescribeDBInstances({}, environment.call);
  expect(DBInstances!.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier)).toEqual([ID]);
  process.stderr.write(`${tried} hostile requests were tried\n`);
});
