import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  waitUntilCacheClusterAvailable,
  waitUntilCacheClusterDeleted,
  type Endpoint,
  type Snapshot,
} from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  AUTH_TOKEN,
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";
import { connectTo, type ClientOptions } from "./testing/redis-client.ts";

const ID = "orders";
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let primary: Endpoint;
let secure: ClientOptions;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance, { maintenanceIntervalMs: 100 });
  const group = await createGroup(environment, ID);
  primary = group.NodeGroups![0]!.PrimaryEndpoint!;
  secure = { ca: environment.caCertificatePem, token: AUTH_TOKEN };
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

async function ask(endpoint: Endpoint, command: string[], options: ClientOptions = {}): Promise<unknown> {
  const client = await connectTo(endpoint, options);
  try {
    return await client.send(...command);
  } finally {
    client.close();
  }
}

async function described(SnapshotName: string): Promise<Snapshot> {
  return (await environment.client.describeSnapshots({ SnapshotName })).Snapshots![0]!;
}

const untilTaken = (name: string): Promise<Snapshot> =>
  until(
    async () => {
      const snapshot = await described(name);
      return snapshot.SnapshotStatus === "available" ? snapshot : undefined;
    },
    { what: `${name} to be available`, deadlineMs: 30_000 },
  );

async function untilCluster(id: string): Promise<Endpoint> {
  await waitUntilCacheClusterAvailable(
    { client: environment.client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { CacheClusterId: id },
  );
  const { CacheClusters } = await environment.client.describeCacheClusters({
    CacheClusterId: id,
    ShowCacheNodeInfo: true,
  });
  return CacheClusters![0]!.CacheNodes![0]!.Endpoint!;
}

const files = (): string[] => readdirSync(join(instance.directories.data, "elasticache-snapshots"));

test("a snapshot has what was written before it and nothing since, and a cluster starts with that", async () => {
  await ask(primary, ["MSET", "a", "1", "b", "2"], secure);
  const { Snapshot: begun } = await environment.client.createSnapshot({
    SnapshotName: "before",
    ReplicationGroupId: ID,
  });
  expect(begun).toMatchObject({
    SnapshotName: "before",
    SnapshotStatus: "creating",
    SnapshotSource: "manual",
    ReplicationGroupId: ID,
    NumNodeGroups: 1,
    AutomaticFailover: "enabled",
    CacheNodeType: "cache.t4g.micro",
  });
  expect((await environment.describe(ID)).Status).toBe("snapshotting");
  const taken = await untilTaken("before");
  expect(taken.NodeSnapshots![0]).toMatchObject({ CacheNodeId: "0001", CacheSize: "1 MB" });
  await environment.untilAvailable(ID);
  await ask(primary, ["MSET", "a", "9", "c", "3"], secure);

  // As the operators' guide has it: everything else is the snapshot's.
  const { CacheCluster: created } = await environment.client.createCacheCluster({
    CacheClusterId: "restored",
    SnapshotName: "before",
  });
  expect(created).toMatchObject({ CacheClusterStatus: "creating", Engine: "valkey", CacheNodeType: "cache.t4g.micro" });
  expect((await described("before")).SnapshotStatus).toBe("restoring");
  const endpoint = await untilCluster("restored");
  expect(await ask(endpoint, ["MGET", "a", "b", "c"])).toEqual(["1", "2", null]);
  expect((await described("before")).SnapshotStatus).toBe("available");
  expect(await ask(endpoint, ["SET", "d", "4"])).toBe("OK");
  const { CacheClusters } = await environment.client.describeCacheClusters({
    ShowCacheClustersNotInReplicationGroups: true,
  });
  expect(CacheClusters!.map(({ CacheClusterId }) => CacheClusterId)).toEqual(["restored"]);
});

test("a replication group starts with a snapshot's data on every node", async () => {
  const restored = await createGroup(environment, "again", {
    SnapshotName: "before",
    Engine: undefined,
    CacheNodeType: undefined,
  });
  const reader = restored.NodeGroups![0]!.ReaderEndpoint!;
  expect(await ask(reader, ["MGET", "a", "b", "c"], secure)).toEqual(["1", "2", null]);
  await environment.client.deleteReplicationGroup({ ReplicationGroupId: "again", FinalSnapshotIdentifier: "last" });
  const gone = async () => !(await environment.clusters()).some((each) => each.ReplicationGroupId === "again");
  await until(gone, { what: "the group to be gone", deadlineMs: 30_000 });
  expect(await described("last")).toMatchObject({ SnapshotStatus: "available", ReplicationGroupId: "again" });
});

test("copies and deletions leave files of exactly the snapshots that there are", async () => {
  const { client } = environment;
  const copy = { SourceSnapshotName: "before", TargetSnapshotName: "copied" };
  expect((await client.copySnapshot(copy)).Snapshot).toMatchObject({
    SnapshotName: "copied",
    SnapshotSource: "manual",
  });
  await untilTaken("copied");
  await expect(client.copySnapshot(copy)).rejects.toMatchObject({ name: "SnapshotAlreadyExistsFault" });
  await expect(client.copySnapshot({ ...copy, TargetSnapshotName: "x", TargetBucket: "b" })).rejects.toThrow(/S3/);
  await client.deleteSnapshot({ SnapshotName: "before" });
  await expect(described("before")).rejects.toMatchObject({ name: "SnapshotNotFoundFault" });
  const { Snapshots } = await client.describeSnapshots({ SnapshotSource: "user" });
  expect(Snapshots!.map(({ SnapshotName }) => SnapshotName)).toEqual(["copied", "last"]);
  await until(() => files().length === 2, { what: "two files", deadlineMs: 10_000 });
  await client.createCacheCluster({ CacheClusterId: "from-copy", SnapshotName: "copied" });
  expect(await ask(await untilCluster("from-copy"), ["GET", "b"])).toBe("2");
});

test("a cluster's last snapshot is taken before it goes", async () => {
  const { client } = environment;
  const named = { CacheClusterId: "restored" };
  await client.deleteCacheCluster({ ...named, FinalSnapshotIdentifier: "final" });
  await waitUntilCacheClusterDeleted({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, named);
  expect(await described("final")).toMatchObject({ SnapshotStatus: "available", CacheClusterId: "restored" });
  await client.createCacheCluster({ CacheClusterId: "reborn", SnapshotName: "final" });
  expect(await ask(await untilCluster("reborn"), ["MGET", "a", "d"])).toEqual(["1", "4"]);
});

test("in its window a group is snapshotted once a day, and its snapshots go with their days", async () => {
  const { client } = environment;
  const now = new Date();
  const hour = (offset: number) => `${String((now.getUTCHours() + offset) % 24).padStart(2, "0")}:00`;
  const window = { SnapshotWindow: `${hour(0)}-${hour(2)}`, SnapshotRetentionLimit: 3 };
  await client.modifyReplicationGroup({ ReplicationGroupId: ID, SnapshottingClusterId: "orders-002", ...window });
  const automated = async () => (await client.describeSnapshots({ SnapshotSource: "system" })).Snapshots!;
  const first = await until(
    async () => (await automated()).find(({ SnapshotStatus }) => SnapshotStatus === "available"),
    { what: "the daily snapshot", deadlineMs: 30_000 },
  );
  expect(first.SnapshotName).toMatch(/^automatic\.orders-002-\d{4}(-\d\d){4}$/);
  expect(first).toMatchObject({ SnapshotSource: "automated", CacheClusterId: "orders-002", SnapshotRetentionLimit: 3 });
  await environment.untilAvailable(ID);
  expect(await automated()).toHaveLength(1);
  await client.modifyReplicationGroup({ ReplicationGroupId: ID, SnapshotRetentionLimit: 0 });
  await until(async () => (await automated()).length === 0, { what: "no snapshot to be kept", deadlineMs: 30_000 });
});

test("what can't be snapshotted or restored is refused with ElastiCache's errors", async () => {
  const { client } = environment;
  const refused = (promise: Promise<unknown>) => expect(promise).rejects;
  await refused(client.createSnapshot({ SnapshotName: "x" })).toThrow(/Exactly one of/);
  await refused(client.createSnapshot({ SnapshotName: "x", CacheClusterId: "absent" })).toMatchObject({
    name: "CacheClusterNotFoundFault",
  });
  await refused(client.createSnapshot({ SnapshotName: "final", CacheClusterId: "reborn" })).toMatchObject({
    name: "SnapshotAlreadyExistsFault",
  });
  await refused(client.createSnapshot({ SnapshotName: "../x", CacheClusterId: "reborn" })).toThrow(/valid identifier/);
  await refused(client.createCacheCluster({ CacheClusterId: "y", SnapshotName: "absent" })).toMatchObject({
    name: "SnapshotNotFoundFault",
  });
  await refused(client.deleteSnapshot({ SnapshotName: "absent" })).toMatchObject({ name: "SnapshotNotFoundFault" });
  await refused(client.createCacheCluster({ CacheClusterId: "z", SnapshotName: "final", Engine: "redis" })).toThrow(
    /can't be restored/,
  );
});
