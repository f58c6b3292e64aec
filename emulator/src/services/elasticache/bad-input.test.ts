import * as sdk from "@aws-sdk/client-elasticache";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import {
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";

let instance: TestInstance;
let environment: ElasticacheEnvironment;
let members: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  await createGroup(environment, "orders");
  members = new Map(Object.keys(environment.elasticache.handlers).map((name) => [name, inputMembers(name)]));
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

/** Members of an operation's input, from the SDK's schemas. */
function inputMembers(operation: string): readonly string[] {
  const schemas = sdk as unknown as Readonly<Record<string, StaticOperationSchema>>;
  return [...NormalizedSchema.of(schemas[`${operation}$`]![4]).structIterator()].map(([name]) => name);
}

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom(
    "",
    "-1",
    "1e9",
    "true",
    "orders",
    "orders-001",
    "0001",
    "../../etc/passwd",
    "$(id)",
    "'; drop",
    "\r\nSHUTDOWN\r\n",
  ),
  fc.constantFrom(
    "valkey",
    "redis",
    "default.valkey9",
    "arn:aws:elasticache:us-east-1:000000000000:cluster:orders-001",
  ),
);
/** Nothing that would change what the other inputs meet. */
const HARMLESS = /^(Describe|List|Add|Modify|Reset|TestFailover|Increase|Decrease|Create)/;

async function send(operation: string, fields: Record<string, string>): Promise<{ status: number; body: string }> {
  const form = new URLSearchParams({ Action: operation, Version: "2015-02-02", ...fields });
  const { status, body } = await environment.elasticache.endpoint.handle({
    headers: {},
    query: new URLSearchParams(),
    body: Buffer.from(form.toString()),
    context: { requestId: "test", region: instance.region, accountId: instance.accountId },
  });
  return { status, body: String(body) };
}

test("whatever is sent to whatever member, the answer is AWS's and no server is harmed", async () => {
  const operations = [...members.keys()].filter((name) => HARMLESS.test(name));
  const request = fc.constantFrom(...operations).chain((operation) => {
    const names = members.get(operation)!.filter((name) => !/AutomaticFailover|NumCacheClusters/.test(name));
    const suffixes = fc.constantFrom(
      "",
      ".member.1",
      ".1",
      ".SubnetIdentifier.1",
      ".ParameterNameValue.1.ParameterName",
    );
    const field = fc.tuple(fc.constantFrom(...names), suffixes).map(([name, suffix]) => `${name}${suffix}`);
    return fc.record({ operation: fc.constant(operation), fields: fc.dictionary(field, hostile, { maxKeys: 6 }) });
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, fields }) => {
      const { status, body } = await send(operation, fields);
      expect(status === 200 || (status >= 400 && status < 500) || status === 501, `${status} ${body}`).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(environment.log.filter((line) => line.includes("unexpectedly"))).toEqual([]);
  expect((await environment.untilAvailable("orders")).MemberClusters).toEqual(["orders-001", "orders-002"]);
});
