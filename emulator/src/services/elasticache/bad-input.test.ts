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
const HARMLESS = /^(Describe|List|Add|Modify|Reset|TestFailover|Increase|Decrease|Create|Copy)/;

/** Requests that would be carried out if it weren't for the one member that is hostile. */
const VALID: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  CreateReplicationGroup: {
    ReplicationGroupId: "fresh",
    ReplicationGroupDescription: "d",
    CacheNodeType: "cache.t4g.micro",
    Engine: "no-engine",
  },
  CreateCacheCluster: { CacheClusterId: "fresh", CacheNodeType: "cache.t4g.micro", Engine: "no-engine" },
  ModifyReplicationGroup: { ReplicationGroupId: "orders", SnapshotWindow: "never" },
  ModifyCacheCluster: { CacheClusterId: "orders-001" },
  RebootCacheCluster: { CacheClusterId: "absent", "CacheNodeIdsToReboot.CacheNodeId.1": "0001" },
  CreateSnapshot: { SnapshotName: "fresh", CacheClusterId: "absent" },
  CopySnapshot: { SourceSnapshotName: "absent", TargetSnapshotName: "fresh" },
  DeleteSnapshot: { SnapshotName: "absent" },
  DeleteCacheCluster: { CacheClusterId: "absent" },
  DeleteReplicationGroup: { ReplicationGroupId: "absent" },
  CreateUser: { UserId: "fresh", UserName: "fresh", Engine: "no-engine", AccessString: "on ~* +@all" },
  ModifyUser: { UserId: "absent" },
  DeleteUser: { UserId: "absent" },
  CreateUserGroup: { UserGroupId: "fresh", Engine: "no-engine" },
  ModifyUserGroup: { UserGroupId: "absent" },
  DeleteUserGroup: { UserGroupId: "absent" },
  CreateCacheParameterGroup: { CacheParameterGroupName: "fresh", CacheParameterGroupFamily: "none", Description: "d" },
  CreateCacheSubnetGroup: { CacheSubnetGroupName: "fresh", CacheSubnetGroupDescription: "d" },
  TestFailover: { ReplicationGroupId: "orders", NodeGroupId: "0002" },
  IncreaseReplicaCount: { ReplicationGroupId: "orders", ApplyImmediately: "false" },
  DecreaseReplicaCount: { ReplicationGroupId: "orders", ApplyImmediately: "false" },
  ListTagsForResource: { ResourceName: "arn" },
  DescribeEvents: {},
  DescribeSnapshots: {},
  DescribeUsers: {},
  DescribeCacheClusters: {},
  DescribeReplicationGroups: {},
};
const CORPUS = [
  ...["", " ", "\0", "-", "a".repeat(100_000), "..", "../../etc/passwd", "/", "a\r\nSHUTDOWN\r\n", "\u202ea\u0000"],
  ...["'; drop table document; --", "$(reboot)", "`id`", "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;"],
  ...["%00", "NaN", "-1", "1e309", "9223372036854775808", "0x10", "yes", "null", "[object Object]", "__proto__"],
  ...["constructor", "automatic.x", "default", "elasticache-admin", "\ud83d\ude00", "on >password +@all", "nopass"],
];

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

test("each member of a request with each of a corpus of hostile values gets AWS's error or nothing happens", async () => {
  const before = await environment.client.describeReplicationGroups({});
  let tried = 0;
  for (const [operation, valid] of Object.entries(VALID)) {
    for (const member of members.get(operation)!) {
      for (const value of CORPUS) {
        const { status, body } = await send(operation, { ...valid, [member]: value });
        tried++;
        const isAnswer = status === 200 || (status >= 400 && status < 500) || status === 501;
        expect(isAnswer, `${operation} ${member}=${value.slice(0, 40)}: ${status} ${body}`).toBe(true);
        if (status !== 200) expect(body).toMatch(/<Code>[A-Za-z.]+<\/Code>\s*<Message>[^<]/);
      }
    }
  }
  expect(tried).toBeGreaterThan(5_000);
  expect(environment.log.filter((line) => line.includes("unexpectedly"))).toEqual([]);
  const after = await environment.client.describeReplicationGroups({});
  expect(after.ReplicationGroups).toEqual(before.ReplicationGroups);
  expect((await environment.client.describeSnapshots({})).Snapshots).toEqual([]);
});
