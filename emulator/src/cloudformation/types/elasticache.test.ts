import { afterAll, beforeAll, expect, test } from "vitest";
import {
  AUTH_TOKEN,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "../../services/elasticache/testing/elasticache-environment.ts";
import { connectTo } from "../../services/elasticache/testing/redis-client.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { resourceCaller, type ResourceCaller } from "../testing/resource-caller.ts";

const GROUP = "AWS::ElastiCache::ReplicationGroup";
const SUBNETS = "AWS::ElastiCache::SubnetGroup";
const PARAMETERS = "AWS::ElastiCache::ParameterGroup";

let instance: TestInstance;
let environment: ElasticacheEnvironment;
let caller: ResourceCaller;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  caller = await resourceCaller({ elasticache: environment.elasticache });
});
afterAll(async () => {
  await caller[Symbol.asyncDispose]();
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

/** What the primary endpoint answers to INFO memory, as one who has the token sees it. */
async function memory(Address: string, token: string): Promise<string> {
  const client = await connectTo({ Address, Port: 6379 }, { ca: environment.caCertificatePem, token });
  try {
    return String(await client.send("INFO", "memory"));
  } finally {
    client.close();
  }
}

test("a replication group with its groups is created, grown, given another token, shrunk and deleted", async () => {
  const { CacheEngineVersions } = await environment.client.describeCacheEngineVersions({ Engine: "valkey" });
  const subnetProperties = { Description: "d", SubnetIds: ["subnet-a", "subnet-b"] };
  const subnets = await caller.create(SUBNETS, subnetProperties);
  const parameterProperties = {
    CacheParameterGroupFamily: CacheEngineVersions![0]!.CacheParameterGroupFamily,
    Description: "d",
    Properties: { "maxmemory-policy": "allkeys-lru" },
  };
  const parameters = await caller.create(PARAMETERS, parameterProperties);
  const single = {
    ReplicationGroupId: "deployed",
    ReplicationGroupDescription: "d",
    Engine: "valkey",
    CacheNodeType: "cache.t4g.micro",
    NumCacheClusters: "1",
    AutomaticFailoverEnabled: "false",
    MultiAZEnabled: "false",
    TransitEncryptionEnabled: "true",
    AuthToken: AUTH_TOKEN,
    CacheSubnetGroupName: subnets.identifier,
    CacheParameterGroupName: parameters.identifier,
    SecurityGroupIds: ["sg-1"],
    Tags: [{ Key: "a", Value: "b" }],
  };
  const { identifier, attributes } = await caller.create(GROUP, single);
  expect(identifier).toBe("deployed");
  const { Address, Port } = attributes["PrimaryEndPoint"] as { Address: string; Port: string };
  expect(Port).toBe("6379");
  expect(attributes["ReaderEndPoint"]).toMatchObject({ Port: "6379" });
  expect(await memory(Address, AUTH_TOKEN)).toContain("maxmemory_policy:allkeys-lru");

  const token = "another-token-of-16";
  const pair = {
    ...single,
    ...{ NumCacheClusters: "2", AutomaticFailoverEnabled: "true", MultiAZEnabled: "true", AuthToken: token, Tags: [] },
  };
  await caller.update(GROUP, identifier, pair, single);
  expect(await environment.describe(identifier)).toMatchObject({
    MemberClusters: ["deployed-001", "deployed-002"],
    AutomaticFailover: "enabled",
    MultiAZ: "enabled",
  });
  await expect(memory(Address, AUTH_TOKEN)).rejects.toThrow(/WRONGPASS/);

  const changed = { ...parameterProperties, Properties: {} };
  await caller.update(PARAMETERS, parameters.identifier, changed, parameterProperties);
  await environment.untilAvailable(identifier);
  await caller.update(GROUP, identifier, { ...single, AuthToken: token }, pair);
  expect(await environment.describe(identifier)).toMatchObject({ MemberClusters: ["deployed-001"] });
  expect(await memory(Address, token)).toContain("maxmemory_policy:volatile-lru");

  for (const _ of [1, 2]) await caller.delete(GROUP, identifier, single);
  for (const _ of [1, 2]) await caller.delete(SUBNETS, subnets.identifier, subnetProperties);
  for (const _ of [1, 2]) await caller.delete(PARAMETERS, parameters.identifier, changed);
});

test("what ElastiCache refuses fails the resource with its message", async () => {
  const failed = await caller.failure("create", GROUP, {
    ReplicationGroupDescription: "d",
    CacheNodeType: "cache.t4g.micro",
    AutomaticFailoverEnabled: true,
  });
  expect(failed).toMatchObject({
    Status: "FAILED",
    Message: expect.stringContaining("at least 2 cache clusters") as string,
  });
});

test("a cluster is created from a snapshot that a group keeps, changed and deleted", async () => {
  const properties = {
    ReplicationGroupId: "kept",
    ReplicationGroupDescription: "d",
    Engine: "valkey",
    CacheNodeType: "cache.t4g.micro",
    SnapshotRetentionLimit: "3",
    SnapshotWindow: "05:00-06:00",
  };
  const group = await caller.create(GROUP, properties);
  await caller.update(GROUP, "kept", { ...properties, SnapshotRetentionLimit: "5" }, properties);
  expect(await environment.describe("kept")).toMatchObject({
    SnapshotRetentionLimit: 5,
    SnapshotWindow: "05:00-06:00",
  });
  const primary = group.attributes["PrimaryEndPoint"] as { Address: string };
  const client = await connectTo({ Address: primary.Address, Port: 6379 }, {});
  await client.send("SET", "a", "1");
  client.close();
  await environment.client.createSnapshot({ SnapshotName: "s", ReplicationGroupId: "kept" });
  await environment.untilAvailable("kept");

  const wanted = { ClusterName: "restored", SnapshotName: "s", VpcSecurityGroupIds: ["sg-1"], NumCacheNodes: "1" };
  const cluster = await caller.create("AWS::ElastiCache::CacheCluster", wanted);
  expect(cluster.identifier).toBe("restored");
  const { Address, Port } = cluster.attributes["RedisEndpoint"] as { Address: string; Port: string };
  const restored = await connectTo({ Address, Port: Number(Port) }, {});
  expect(await restored.send("GET", "a")).toBe("1");
  restored.close();
  const changed = { ...wanted, SnapshotRetentionLimit: 1, Tags: [{ Key: "a", Value: "b" }] };
  await caller.update("AWS::ElastiCache::CacheCluster", "restored", changed, wanted);
  const { CacheClusters } = await environment.client.describeCacheClusters({ CacheClusterId: "restored" });
  expect(CacheClusters![0]).toMatchObject({ SnapshotRetentionLimit: 1, SecurityGroups: [{ SecurityGroupId: "sg-1" }] });
  for (const _ of [1, 2]) await caller.delete("AWS::ElastiCache::CacheCluster", "restored", changed);
  await caller.delete(GROUP, "kept", properties);
});

test("users and user groups are created, changed and deleted, and a group goes from a token to them", async () => {
  const [USER, USERS] = ["AWS::ElastiCache::User", "AWS::ElastiCache::UserGroup"];
  const secret = "a-password-of-16";
  const user = { UserId: "app", UserName: "default", Engine: "valkey", AccessString: "on ~* +@all" };
  const created = await caller.create(USER, { ...user, Passwords: [secret] });
  expect(created.attributes).toMatchObject({ Status: "active" });
  const members = { UserGroupId: "team", Engine: "valkey", UserIds: ["app"] };
  await caller.create(USERS, members);
  const { AuthToken, ...open } = {
    ReplicationGroupId: "guarded",
    ReplicationGroupDescription: "d",
    Engine: "valkey",
    CacheNodeType: "cache.t4g.micro",
    TransitEncryptionEnabled: "true",
    AuthToken: AUTH_TOKEN,
  };
  const group = await caller.create(GROUP, { ...open, AuthToken });
  const { Address } = group.attributes["PrimaryEndPoint"] as { Address: string };
  await caller.update(GROUP, "guarded", { ...open, UserGroupIds: ["team"] }, { ...open, AuthToken });
  expect(await memory(Address, secret)).toContain("maxmemory_policy");
  await expect(memory(Address, AUTH_TOKEN)).rejects.toThrow(/WRONGPASS/);
  const other = "another-password-of-16";
  await caller.update(USER, "app", { ...user, Passwords: [other] }, { ...user, Passwords: [secret] });
  await expect(memory(Address, secret)).rejects.toThrow(/WRONGPASS/);
  expect(await memory(Address, other)).toContain("maxmemory_policy");
  await caller.update(USERS, "team", { ...members, UserIds: [] }, members);
  await expect(memory(Address, other)).rejects.toThrow(/WRONGPASS/);
  await caller.delete(GROUP, "guarded", open);
  for (const _ of [1, 2]) await caller.delete(USERS, "team", members);
  for (const _ of [1, 2]) await caller.delete(USER, "app", user);
});
