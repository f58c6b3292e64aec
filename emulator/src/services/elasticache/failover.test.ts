import type { Endpoint } from "@aws-sdk/client-elasticache";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isAlive } from "../../runtimes/process/process-tree.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import {
  AUTH_TOKEN,
  createGroup,
  startElasticacheEnvironment,
  type ElasticacheEnvironment,
} from "./testing/elasticache-environment.ts";
import { connectTo, type ClientOptions } from "./testing/redis-client.ts";
import { lostKeys, startWriters } from "./testing/writers.ts";

const ID = "orders";
const SHARD = { ReplicationGroupId: ID, NodeGroupId: "0001" };
let instance: TestInstance;
let environment: ElasticacheEnvironment;
let options: ClientOptions;
let primary: Endpoint;
let round = 0;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startElasticacheEnvironment(instance, { testFailoversMax: 2 });
  const group = await createGroup(environment, ID, { NumCacheClusters: 3 });
  primary = group.NodeGroups![0]!.PrimaryEndpoint!;
  options = { ca: environment.caCertificatePem, token: AUTH_TOKEN };
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

/** Index of the primary among the group's nodes. */
async function leader(): Promise<number> {
  const members = (await environment.describe(ID)).NodeGroups![0]!.NodeGroupMembers!;
  return members.findIndex(({ CurrentRole }) => CurrentRole === "primary");
}

const pids = (): readonly number[] => environment.elasticache.resources()[0]!.pids;

/** Writes that were acknowledged and are lost, when `fault` takes the primary away under load. */
async function lostUnder(fault: () => Promise<unknown>): Promise<number> {
  const before = await leader();
  const writers = startWriters(primary, options, 2, `round-${round++}:`);
  try {
    await writers.untilMore(50);
    await fault();
    await until(async () => (await leader()) !== before, { what: "another primary", deadlineMs: 30_000 });
    await writers.untilMore(50);
  } finally {
    await writers.stop();
  }
  const group = await environment.untilAvailable(ID);
  expect(group.NodeGroups![0]!.NodeGroupMembers![before]).toMatchObject({ CurrentRole: "replica" });
  return (await lostKeys(primary, options, writers.acknowledged)).length;
}

const kill = (signal: NodeJS.Signals) => async (): Promise<void> => {
  process.kill(pids()[await leader()]!, signal);
};

/** Replication is asynchronous: what the primary had acknowledged in its last loop may be lost, and no more. */
const LOST_MAX = 2;

test.each([
  ["tested", () => environment.client.testFailover(SHARD)],
  ["killed", kill("SIGKILL")],
  ["hung", kill("SIGSTOP")],
] as const)("when the primary is %s, a replica takes over and the old primary comes back as one", async (_, fault) => {
  expect(await lostUnder(fault)).toBeLessThanOrEqual(LOST_MAX);
});

test("events tell a failover test in AWS's words and order", async () => {
  const from = `${ID}-00${(await leader()) + 1}`;
  await environment.client.testFailover(SHARD);
  await environment.untilAvailable(ID);
  const to = `${ID}-00${(await leader()) + 1}`;
  const events = (await environment.events()).slice(-5);
  expect(events).toEqual([
    `${ID}: Test Failover API called for node group 0001`,
    `${from}: Failover from primary node ${from} to replica node ${to} completed`,
    `${ID}: Failover from primary node ${from} to replica node ${to} completed`,
    `${from}: Recovering cache nodes 0001`,
    `${from}: Finished recovery for cache nodes 0001`,
  ]);
});

test("a failover test is refused beyond the quota, for other shards, and while it can't be", async () => {
  const refused = (request: typeof SHARD) => expect(environment.client.testFailover(request)).rejects;
  await refused(SHARD).toMatchObject({ name: "APICallRateForCustomerExceededFault" });
  await refused({ ...SHARD, NodeGroupId: "0002" }).toMatchObject({ name: "NodeGroupNotFoundFault" });
  await refused({ ...SHARD, ReplicationGroupId: "other" }).toMatchObject({ name: "ReplicationGroupNotFoundFault" });
});

test("when the primary and all replicas die at once, the group comes back empty, as ElastiCache's does", async () => {
  const before = await connectTo(primary, options);
  await before.send("SET", "kept", "1");
  before.close();
  for (const pid of pids()) process.kill(pid, "SIGKILL");
  const exists = async () => {
    const client = await connectTo(primary, options);
    try {
      return { reply: await client.send("EXISTS", "kept") };
    } finally {
      client.close();
    }
  };
  expect(await until(exists, { what: "the endpoint to serve again", deadlineMs: 30_000 })).toEqual({ reply: 0 });
  await environment.untilAvailable(ID);
  expect(pids()).toHaveLength(3);
});

test("the reader endpoint spreads clients over the replicas, and over those that are left when one dies", async () => {
  const group = await environment.untilAvailable(ID);
  const reader = group.NodeGroups![0]!.ReaderEndpoint!;
  const reached = async (): Promise<string> => {
    const client = await connectTo(reader, options);
    try {
      const [role] = (await client.send("ROLE")) as unknown[];
      return `${String(role)} ${/^run_id:(\w+)/m.exec(String(await client.send("INFO", "server")))![1]}`;
    } finally {
      client.close();
    }
  };
  const spread = async (): Promise<Map<string, number>> => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 6; index++) {
      const server = await reached();
      counts.set(server, (counts.get(server) ?? 0) + 1);
    }
    return counts;
  };
  const evenly = async () => [...(await spread()).values()].join() === "3,3";
  await until(evenly, { what: "each of two replicas to have half of the clients", deadlineMs: 10_000 });
  expect([...(await spread()).keys()].every((server) => server.startsWith("slave"))).toBe(true);
  const lead = await leader();
  const victims = pids().filter((_, index) => index !== lead);
  process.kill(victims[0]!, "SIGKILL");
  // Until then its kernel still accepts connections, only to cut them.
  await until(() => !isAlive(victims[0]!), { what: "the killed replica to be gone", deadlineMs: 10_000 });
  for (let index = 0; index < 4; index++) expect(await reached()).toMatch(/^slave/);
  await environment.untilAvailable(ID);
  await until(evenly, { what: "the new replica to have its share", deadlineMs: 10_000 });
});

test("without automatic failover the primary is replaced and gets its data from a replica", async () => {
  const manual = { ReplicationGroupId: ID, AutomaticFailoverEnabled: false, MultiAZEnabled: false };
  await environment.client.modifyReplicationGroup({ ...manual, ApplyImmediately: true });
  await environment.untilAvailable(ID);
  await expect(environment.client.testFailover(SHARD)).rejects.toMatchObject({ name: "TestFailoverNotAvailableFault" });
  const before = await leader();
  const client = await connectTo(primary, options);
  await client.send("SET", "copied", "1");
  await client.send("WAIT", "2", "1000");
  await kill("SIGKILL")();
  await client.closed;
  const copied = async (): Promise<unknown> => {
    const again = await connectTo(primary, options);
    return again.send("GET", "copied").finally(() => again.close());
  };
  expect(await until(copied, { what: "the data to be back", deadlineMs: 30_000 })).toBe("1");
  await environment.untilAvailable(ID);
  expect(await leader()).toBe(before);
});
