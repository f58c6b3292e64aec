import { waitUntilCacheClusterAvailable, type CacheCluster, type Endpoint } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { startElasticacheEnvironment, type ElasticacheEnvironment } from "./testing/elasticache-environment.ts";
import { connectTo, type ClientOptions } from "./testing/redis-client.ts";

const ID = "sessions";
const CLUSTER = { CacheClusterId: ID };
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let endpoint: Endpoint;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance);
  const request = { Engine: "valkey", CacheNodeType: "cache.t4g.micro", NumCacheNodes: 1 };
  await environment.client.createCacheCluster({ ...CLUSTER, ...request, Port: 6380 });
  endpoint = (await untilAvailable(ID)).CacheNodes![0]!.Endpoint!;
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

async function untilAvailable(CacheClusterId: string): Promise<CacheCluster> {
  const waiter = { client: environment.client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };
  await waitUntilCacheClusterAvailable(waiter, { CacheClusterId });
  return described(CacheClusterId);
}

async function described(CacheClusterId: string): Promise<CacheCluster> {
  const request = { CacheClusterId, ShowCacheNodeInfo: true };
  return (await environment.client.describeCacheClusters(request)).CacheClusters![0]!;
}

async function ask(target: Endpoint, command: string[], options: ClientOptions = {}): Promise<unknown> {
  const client = await connectTo(target, options);
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

test("a cluster is one node behind its own endpoint, and no replication group", async () => {
  const cluster = await described(ID);
  expect(cluster).toMatchObject({ CacheClusterStatus: "available", NumCacheNodes: 1, Engine: "valkey" });
  expect(cluster.ReplicationGroupId).toBeUndefined();
  expect(endpoint.Port).toBe(6380);
  expect(await ask(endpoint, ["ROLE"])).toEqual(["master", 0, []]);
  expect((await environment.client.describeReplicationGroups({})).ReplicationGroups).toEqual([]);
  const [resource] = environment.elasticache.resources();
  expect(resource).toMatchObject({ type: "AWS::ElastiCache::CacheCluster", name: ID, state: "available" });
  expect(resource!.pids).toHaveLength(1);
});

test("a reboot is a new process without the data, and brings static parameters into effect", async () => {
  const { client } = environment;
  const name = { CacheParameterGroupName: "few" };
  const family = `valkey${(await described(ID)).EngineVersion!.split(".")[0]}`;
  await client.createCacheParameterGroup({ ...name, CacheParameterGroupFamily: family, Description: "d" });
  await client.modifyCacheParameterGroup({
    ...name,
    ParameterNameValues: [{ ParameterName: "databases", ParameterValue: "2" }],
  });
  await client.modifyCacheCluster({ ...CLUSTER, ...name, ApplyImmediately: true });
  const modified = await untilAvailable(ID);
  expect(modified.CacheParameterGroup).toMatchObject({ CacheNodeIdsToReboot: ["0001"] });
  await ask(endpoint, ["SET", "a", "1"]);
  const [before] = environment.elasticache.resources()[0]!.pids;
  const { CacheCluster } = await client.rebootCacheCluster({ ...CLUSTER, CacheNodeIdsToReboot: ["0001"] });
  expect(CacheCluster!.CacheClusterStatus).toBe("rebooting cluster nodes");
  const rebooted = await untilAvailable(ID);
  expect(rebooted.CacheParameterGroup).toMatchObject({ ParameterApplyStatus: "in-sync", CacheNodeIdsToReboot: [] });
  expect(environment.elasticache.resources()[0]!.pids).not.toContain(before);
  expect(await ask(endpoint, ["EXISTS", "a"])).toBe(0);
  await expect(ask(endpoint, ["SELECT", "5"])).rejects.toThrow(/out of range/);
  expect(await environment.events()).toEqual(
    expect.arrayContaining([`${ID}: Cache node 0001 shutdown`, `${ID}: Cache node 0001 restarted`]),
  );
  await expect(client.rebootCacheCluster({ ...CLUSTER, CacheNodeIdsToReboot: ["0002"] })).rejects.toThrow(/0001/);
});

test("a cluster whose server dies is replaced, empty, at the same endpoint", async () => {
  await ask(endpoint, ["SET", "a", "1"]);
  process.kill(environment.elasticache.resources()[0]!.pids[0]!, "SIGKILL");
  const exists = async () => ({ reply: await ask(endpoint, ["EXISTS", "a"]) });
  expect(await until(exists, { what: "the cluster to serve again", deadlineMs: 30_000 })).toEqual({ reply: 0 });
  await untilAvailable(ID);
});

test("a group around a cluster has its data and endpoint, takes named replicas, and leaves its primary behind", async () => {
  const { client } = environment;
  await ask(endpoint, ["SET", "kept", "1"]);
  const group = { ReplicationGroupId: "grown" };
  await client.createReplicationGroup({
    ...group,
    ReplicationGroupDescription: "d",
    PrimaryClusterId: ID,
    NumCacheClusters: 2,
  });
  const grown = await environment.untilAvailable("grown");
  expect(grown.MemberClusters).toEqual([ID, "grown-002"]);
  const { PrimaryEndpoint, ReaderEndpoint } = grown.NodeGroups![0]!;
  expect(await ask(PrimaryEndpoint!, ["GET", "kept"])).toBe("1");
  expect(await ask(endpoint, ["GET", "kept"])).toBe("1");
  expect(await ask(ReaderEndpoint!, ["GET", "kept"])).toBe("1");
  expect(await described(ID)).toMatchObject({ ReplicationGroupId: "grown", CacheNodes: [{ Endpoint: endpoint }] });

  await client.createCacheCluster({ CacheClusterId: "my-replica", ...group });
  expect((await environment.untilAvailable("grown")).MemberClusters).toEqual([ID, "grown-002", "my-replica"]);
  const replica = (await described("my-replica")).CacheNodes![0]!.Endpoint!;
  expect(await ask(replica, ["GET", "kept"])).toBe("1");
  await expect(ask(replica, ["SET", "x", "1"])).rejects.toThrow(/READONLY/);
  await expect(client.deleteCacheCluster(CLUSTER)).rejects.toThrow(/serving as primary/);
  await client.deleteCacheCluster({ CacheClusterId: "grown-002" });
  expect((await environment.untilAvailable("grown")).MemberClusters).toEqual([ID, "my-replica"]);

  await client.deleteReplicationGroup({ ...group, RetainPrimaryCluster: true });
  const gone = async () => (await client.describeReplicationGroups({})).ReplicationGroups!.length === 0;
  await until(gone, { what: "the group to be gone", deadlineMs: 30_000 });
  const left = await untilAvailable(ID);
  expect(left.ReplicationGroupId).toBeUndefined();
  expect(await ask(endpoint, ["GET", "kept"])).toBe("1");
  await expect(ask(PrimaryEndpoint!, ["PING"])).rejects.toThrow(/ECONNREFUSED/);
  expect(environment.elasticache.resources().flatMap(({ pids }) => pids)).toHaveLength(1);
});

test.each([
  [{ Engine: "memcached" }, "InvalidParameterValueException", /memcached/],
  [{ NumCacheNodes: 2 }, "InvalidParameterValueException", /NumCacheNodes parameter greater than 1/],
  [{ AZMode: "cross-az" as const }, "InvalidParameterCombinationException", /Memcached/],
  [{ Engine: undefined }, "InvalidParameterValueException", /Engine must be provided/],
  [{ CacheNodeType: undefined }, "InvalidParameterValueException", /CacheNodeType must be provided/],
  [{ CacheNodeType: "cache.huge" }, "InvalidParameterValueException", /Invalid Cache Node Type/],
  [CLUSTER, "CacheClusterAlreadyExistsFault", /already exists/],
  [{ CacheClusterId: "-x" }, "InvalidParameterValueException", /not a valid identifier/],
  [{ AuthToken: "a-token-of-16-characters" }, "InvalidParameterCombinationException", /encryption-in-transit/],
  [{ ReplicationGroupId: "absent" }, "ReplicationGroupNotFoundFault", /absent/],
])("a cluster with %j is refused", async (changes, name, message) => {
  const request = { CacheClusterId: "refused", Engine: "valkey", CacheNodeType: "cache.t4g.micro", ...changes };
  await expect(environment.client.createCacheCluster(request)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message) as string,
  });
});
