import type { Endpoint, ReplicationGroup } from "@aws-sdk/client-elasticache";
import {
  waitUntilCacheClusterAvailable,
  waitUntilReplicationGroupAvailable,
  waitUntilReplicationGroupDeleted,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  AUTH_TOKEN,
  createGroup,
  REQUEST,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";
import { connectTo } from "./testing/redis-client.ts";

const ID = "orders";
const named = { ReplicationGroupId: ID };
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let group: ReplicationGroup;
let primary: Endpoint;
let reader: Endpoint;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  group = await createGroup(environment, ID);
  primary = group.NodeGroups![0]!.PrimaryEndpoint!;
  reader = group.NodeGroups![0]!.ReaderEndpoint!;
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

async function ask(endpoint: Endpoint, command: string[]): Promise<unknown> {
  const client = await connectTo(endpoint, { ca: environment.caCertificatePem, token: AUTH_TOKEN });
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

test("primary and replica run in two zones, replicate, and each endpoint reaches what it should", async () => {
  const members = group.NodeGroups![0]!.NodeGroupMembers!;
  expect(members.map(({ CurrentRole, PreferredAvailabilityZone }) => [CurrentRole, PreferredAvailabilityZone])).toEqual(
    [
      ["primary", "us-east-1a"],
      ["replica", "us-east-1b"],
    ],
  );
  const addresses = [primary, reader, ...members.map(({ ReadEndpoint }) => ReadEndpoint!)];
  expect(new Set(addresses.map(({ Address }) => Address)).size).toBe(4);
  await ask(primary, ["SET", "greeting", "hello"]);
  await until(async () => (await ask(reader, ["GET", "greeting"])) === "hello", {
    what: "the copy",
    deadlineMs: 5_000,
  });
  const roles = await Promise.all(addresses.map((endpoint) => ask(endpoint, ["ROLE"])));
  expect(roles.map((role) => (role as string[])[0])).toEqual(["master", "slave", "master", "slave"]);
  await expect(ask(reader, ["SET", "greeting", "no"])).rejects.toThrow(/READONLY/);
});

test("EngineVersion is what the server says that it is, and others are refused with those present", async () => {
  const [cluster] = await environment.clusters();
  const information = String(await ask(primary, ["INFO", "server"]));
  expect(information).toContain(`valkey_version:${cluster!.EngineVersion}`);
  const { CacheEngineVersions } = await environment.client.describeCacheEngineVersions({ Engine: "valkey" });
  expect(CacheEngineVersions!.map(({ EngineVersion }) => EngineVersion)).toContain(cluster!.EngineVersion);
  const absent = { ...REQUEST, ReplicationGroupId: "absent", EngineVersion: "1.2.3" };
  await expect(environment.client.createReplicationGroup(absent)).rejects.toThrow(`valkey ${cluster!.EngineVersion}`);
});

test("a parameter reaches the servers at once, one that needs a reboot is pending, and a reset takes both back", async () => {
  const [cluster] = await environment.clusters();
  const family = `valkey${cluster!.EngineVersion!.split(".")[0]}`;
  const name = { CacheParameterGroupName: "tuned" };
  await environment.client.createCacheParameterGroup({ ...name, CacheParameterGroupFamily: family, Description: "d" });
  await environment.client.modifyReplicationGroup({ ...named, ...name, ApplyImmediately: true });
  await environment.untilAvailable(ID);
  const values = [
    { ParameterName: "maxmemory-policy", ParameterValue: "allkeys-lfu" },
    { ParameterName: "reserved-memory-percent", ParameterValue: "50" },
    { ParameterName: "databases", ParameterValue: "2" },
  ];
  await environment.client.modifyCacheParameterGroup({ ...name, ParameterNameValues: values });
  const memory = async () => String(await ask(primary, ["INFO", "memory"]));
  const shows = (text: string) => async () => (await memory()).includes(text);
  await until(shows("maxmemory_policy:allkeys-lfu"), { what: "the policy", deadlineMs: 5_000 });
  await until(shows("maxmemory:268435456"), { what: "the reserved memory", deadlineMs: 5_000 });
  const applied = async () => (await environment.clusters())[0]!.CacheParameterGroup!.ParameterApplyStatus;
  await until(async () => (await applied()) === "pending-reboot", { what: "the reboot to be due", deadlineMs: 5_000 });
  expect(await ask(primary, ["SELECT", "7"])).toBe("OK");
  const { Parameters } = await environment.client.describeCacheParameters({ ...name, Source: "user" });
  expect(Parameters!.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]).sort()).toEqual(
    values.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]).sort(),
  );
  await environment.client.resetCacheParameterGroup({ ...name, ResetAllParameters: true });
  await until(shows("maxmemory_policy:volatile-lru"), { what: "the default policy", deadlineMs: 5_000 });
  await until(async () => (await applied()) === "in-sync", { what: "nothing to be due", deadlineMs: 5_000 });
  await expect(environment.client.deleteCacheParameterGroup(name)).rejects.toThrow(/still members/);
});

test("a value that only the server knows to be wrong is refused with its reason", async () => {
  const value = { ParameterName: "notify-keyspace-events", ParameterValue: "?" };
  const modify = { CacheParameterGroupName: "tuned", ParameterNameValues: [value] };
  await expect(environment.client.modifyCacheParameterGroup(modify)).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    message: expect.stringMatching(/Invalid parameter value: \? for: notify-keyspace-events\. .*\w/) as string,
  });
});

test("replicas come and go, and another node can be made the primary without losing a write", async () => {
  const count = (NewReplicaCount: number) => ({ ...named, NewReplicaCount, ApplyImmediately: true });
  await environment.client.increaseReplicaCount(count(2));
  const grown = await environment.untilAvailable(ID);
  expect(grown.MemberClusters).toEqual(["orders-001", "orders-002", "orders-003"]);
  await environment.client.modifyReplicationGroup({ ...named, PrimaryClusterId: "orders-003" }).then(
    () => expect.unreachable(),
    (error: Error) => expect(error.message).toMatch(/while automatic failover is disabled/),
  );
  const manual = { ...named, AutomaticFailoverEnabled: false, MultiAZEnabled: false, ApplyImmediately: true };
  await environment.client.modifyReplicationGroup(manual);
  await environment.untilAvailable(ID);
  await ask(primary, ["SET", "before", "1"]);
  await environment.client.modifyReplicationGroup({ ...named, PrimaryClusterId: "orders-003", ApplyImmediately: true });
  const switched = await environment.untilAvailable(ID);
  const leaders = switched.NodeGroups![0]!.NodeGroupMembers!.filter(({ CurrentRole }) => CurrentRole === "primary");
  expect(leaders.map(({ CacheClusterId }) => CacheClusterId)).toEqual(["orders-003"]);
  expect(await ask(primary, ["GET", "before"])).toBe("1");
  expect(await ask(primary, ["SET", "after", "1"])).toBe("OK");
  await environment.client.decreaseReplicaCount(count(1));
  expect((await environment.untilAvailable(ID)).MemberClusters).toEqual(["orders-001", "orders-003"]);
  expect(environment.elasticache.resources()[0]!.pids).toHaveLength(2);
});

test("subnet groups place nodes in their zones and stay while they are used", async () => {
  const name = { CacheSubnetGroupName: "Private" };
  const create = { ...name, CacheSubnetGroupDescription: "d", SubnetIds: ["subnet-c", "subnet-d"] };
  await environment.client.createCacheSubnetGroup(create);
  const placed = await createGroup(environment, "placed", { ...name, AuthToken: undefined, Engine: "redis" });
  const zones = placed.NodeGroups![0]!.NodeGroupMembers!.map(
    ({ PreferredAvailabilityZone }) => PreferredAvailabilityZone,
  );
  expect(zones).toEqual(["us-east-1c", "us-east-1d"]);
  await expect(environment.client.deleteCacheSubnetGroup(name)).rejects.toMatchObject({
    name: "CacheSubnetGroupInUse",
  });
  const { CacheClusters } = await environment.client.describeCacheClusters({ CacheClusterId: "placed-001" });
  expect(CacheClusters![0]).toMatchObject({ CacheSubnetGroupName: "private", AuthTokenEnabled: false });
  const unknown = { ...create, CacheSubnetGroupName: "other", SubnetIds: ["nowhere"] };
  await expect(environment.client.createCacheSubnetGroup(unknown)).rejects.toMatchObject({ name: "InvalidSubnet" });
});

test("tags of a group are those of its clusters", async () => {
  const { client } = environment;
  const [cluster] = await environment.clusters();
  await client.addTagsToResource({ ResourceName: group.ARN, Tags: [{ Key: "team", Value: "payments" }] });
  const tags = { TagList: [{ Key: "team", Value: "payments" }] };
  expect(await client.listTagsForResource({ ResourceName: cluster!.ARN })).toMatchObject(tags);
  await client.removeTagsFromResource({ ResourceName: group.ARN, TagKeys: ["team"] });
  await expect(client.removeTagsFromResource({ ResourceName: group.ARN, TagKeys: ["team"] })).rejects.toMatchObject({
    name: "TagNotFoundFault",
  });
  await expect(client.listTagsForResource({ ResourceName: "arn:aws:s3:::b" })).rejects.toMatchObject({
    name: "InvalidARNFault",
  });
});

test("deletion ends the servers, and the SDK's waiters follow a group's life", async () => {
  const { client } = environment;
  const waiter = { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await client.createReplicationGroup({ ...REQUEST, ReplicationGroupId: "brief" });
  const brief = { ReplicationGroupId: "brief" };
  await expect(client.deleteReplicationGroup(brief)).rejects.toMatchObject({
    name: "InvalidReplicationGroupStateFault",
  });
  await waitUntilReplicationGroupAvailable(waiter, brief);
  await waitUntilCacheClusterAvailable(waiter, { CacheClusterId: "brief-002" });
  const { pids } = environment.elasticache.resources().find(({ name }) => name === "brief")!;
  const { ReplicationGroup } = await client.deleteReplicationGroup(brief);
  expect(ReplicationGroup!.Status).toBe("deleting");
  await waitUntilReplicationGroupDeleted(waiter, brief);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  await expect(client.describeReplicationGroups(brief)).rejects.toMatchObject({
    name: "ReplicationGroupNotFoundFault",
  });
});

test("pages of groups and clusters can be followed by their markers", async () => {
  const first = await environment.client.describeCacheClusters({ MaxRecords: 20 });
  expect(first.CacheClusters!.map(({ CacheClusterId }) => CacheClusterId)).toEqual([
    "orders-001",
    "orders-003",
    "placed-001",
    "placed-002",
  ]);
  expect(first.CacheClusters![0]!.CacheNodes).toBeUndefined();
  await expect(environment.client.describeReplicationGroups({ MaxRecords: 19 })).rejects.toThrow(/between 20 and 100/);
  await expect(environment.client.describeReplicationGroups({ Marker: "x" })).rejects.toThrow(/not a valid marker/);
});

test("what AWS has and nobody can have here is described as none, and refused when it is named", async () => {
  const { client } = environment;
  expect(await client.describeServiceUpdates({})).toMatchObject({ ServiceUpdates: [] });
  expect(await client.describeUpdateActions({})).toMatchObject({ UpdateActions: [] });
  expect(await client.describeReservedCacheNodes({})).toMatchObject({ ReservedCacheNodes: [] });
  await expect(client.describeReservedCacheNodes({ ReservedCacheNodeId: "x" })).rejects.toMatchObject({
    name: "ReservedCacheNodeNotFoundFault",
  });
  await expect(client.describeCacheSecurityGroups({})).rejects.toThrow(/not permitted in this API version/);
  const shards = { ...named, NodeGroupCount: 2, ApplyImmediately: true };
  await expect(client.modifyReplicationGroupShardConfiguration(shards)).rejects.toMatchObject({
    name: "InvalidReplicationGroupStateFault",
  });
  await expect(client.createServerlessCache({ ServerlessCacheName: "x", Engine: "valkey" })).rejects.toThrow(
    /CreateServerlessCache/,
  );
});

test("node types to which a group can be scaled are those that there are, and scaling changes the memory", async () => {
  const allowed = await environment.client.listAllowedNodeTypeModifications(named);
  expect(allowed.ScaleUpModifications).toContain("cache.r6g.large");
  expect(allowed.ScaleDownModifications).not.toContain("cache.r6g.large");
  await environment.client.modifyReplicationGroup({ ...named, CacheNodeType: "cache.r6g.large" });
  expect((await environment.clusters())[0]!.PendingModifiedValues).toMatchObject({ CacheNodeType: "cache.r6g.large" });
  await environment.untilAvailable(ID);
  await environment.client.modifyReplicationGroup({
    ...named,
    CacheNodeType: "cache.r6g.large",
    ApplyImmediately: true,
  });
  await environment.untilAvailable(ID);
  expect(String(await ask(primary, ["INFO", "memory"]))).toContain("maxmemory:10527885772");
  const down = await environment.client.listAllowedNodeTypeModifications(named);
  expect(down.ScaleDownModifications).toContain("cache.t4g.micro");
});
