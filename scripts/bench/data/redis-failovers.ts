import {
  CreateReplicationGroupCommand,
  DeleteReplicationGroupCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  TestFailoverCommand,
  waitUntilReplicationGroupAvailable,
  waitUntilReplicationGroupDeleted,
  type NodeGroup,
} from "@aws-sdk/client-elasticache";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { lostKeys, startWriters, type Writers } from "@payment-system/emulator/services/elasticache/testing/writers";
import { until } from "@payment-system/emulator/wait/until";
import type { Figure } from "../figure.ts";
import { median } from "./median.ts";

/** ElastiCache allows 15 tests of failovers a day. */
const ROUNDS_PER_FAULT = 10;
const CLIENTS = 2;
/** Before and after a fault. */
const WRITES = 50;
const DEADLINE_MS = 60_000;
const GAP_GOAL_MS = 100;
/** Replication is asynchronous: each client may lose the write that a primary acknowledged last. */
const LOST_GOAL = 2 * ROUNDS_PER_FAULT * CLIENTS;

const GROUP = { ReplicationGroupId: "bench-cache" };

type Fault = "failover tested" | "primary killed";

/** For how long a raw client can't write when Redis' primary is lost, and what is lost with it. */
export async function benchRedisFailovers(instance: Instance): Promise<Figure[]> {
  const client = new ElastiCacheClient({});
  await client.send(
    new CreateReplicationGroupCommand({
      ...GROUP,
      ReplicationGroupDescription: "For a benchmark",
      Engine: "redis",
      CacheNodeType: "cache.t4g.micro",
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
    }),
  );
  const waiter = { client, maxWaitTime: DEADLINE_MS / 1_000, minDelay: 1, maxDelay: 1 };
  await waitUntilReplicationGroupAvailable(waiter, GROUP);
  const endpoint = (await settledNodeGroup(client)).PrimaryEndpoint!;
  const writers = startWriters(endpoint, {}, CLIENTS, "bench:");
  const gapsMs: Record<Fault, number[]> = { "failover tested": [], "primary killed": [] };
  try {
    for (let round = 0; round < 2 * ROUNDS_PER_FAULT; round++) {
      const fault: Fault = round % 2 === 0 ? "failover tested" : "primary killed";
      gapsMs[fault].push(await gapOf(fault, writers, client, instance));
      process.stderr.write(`${round + 1}/${2 * ROUNDS_PER_FAULT} ${fault}: ${Math.round(gapsMs[fault].at(-1)!)} ms\n`);
    }
  } finally {
    await writers.stop();
  }
  const lost = await lostKeys(endpoint, {}, writers.acknowledged);
  await client.send(new DeleteReplicationGroupCommand(GROUP));
  await waitUntilReplicationGroupDeleted(waiter, GROUP);
  const gaps = (fault: Fault): Figure => ({
    what: `write gap of a Redis client, ${fault}, median of ${ROUNDS_PER_FAULT}`,
    value: median(gapsMs[fault]),
    unit: "ms",
    goal: GAP_GOAL_MS,
  });
  return [
    gaps("failover tested"),
    gaps("primary killed"),
    {
      what: `Redis writes lost of ${writers.acknowledged.length} over ${2 * ROUNDS_PER_FAULT} failovers`,
      value: lost.length,
      unit: "count",
      goal: LOST_GOAL,
    },
  ];
}

async function gapOf(
  fault: Fault,
  writers: Writers,
  client: ElastiCacheClient,
  { endpointUrl }: Instance,
): Promise<number> {
  const before = primaryOf(await settledNodeGroup(client));
  await writers.untilMore(WRITES);
  writers.startGap();
  if (fault === "failover tested") {
    await client.send(new TestFailoverCommand({ ...GROUP, NodeGroupId: "0001" }));
  } else {
    const route = `${endpointUrl}/_emulator/faults/elasticache/${GROUP.ReplicationGroupId}/kill-primary`;
    await fetch(route, { method: "POST" });
  }
  const isOther = async (): Promise<boolean> => primaryOf(await nodeGroup(client)) !== before;
  await until(isOther, { what: "the replica to take over", deadlineMs: DEADLINE_MS });
  await writers.untilMore(WRITES);
  return writers.longestGapMs();
}

/** Once the group is available with a replica beside its primary. */
async function settledNodeGroup(client: ElastiCacheClient): Promise<NodeGroup> {
  const isSettled = async (): Promise<NodeGroup | undefined> => {
    const { ReplicationGroups } = await client.send(new DescribeReplicationGroupsCommand(GROUP));
    return ReplicationGroups![0]!.Status === "available" ? ReplicationGroups![0]!.NodeGroups![0]! : undefined;
  };
  return until(isSettled, { what: `${GROUP.ReplicationGroupId} to be available`, deadlineMs: DEADLINE_MS });
}

async function nodeGroup(client: ElastiCacheClient): Promise<NodeGroup> {
  const { ReplicationGroups } = await client.send(new DescribeReplicationGroupsCommand(GROUP));
  return ReplicationGroups![0]!.NodeGroups![0]!;
}

function primaryOf({ NodeGroupMembers }: NodeGroup): string | undefined {
  return NodeGroupMembers!.find(({ CurrentRole }) => CurrentRole === "primary")?.CacheClusterId;
}
