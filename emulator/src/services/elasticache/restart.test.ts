import { setTimeout as sleep } from "node:timers/promises";
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
import { KillableEmulator } from "./testing/killable-emulator.ts";
import { lostKeys, startWriters } from "./testing/writers.ts";

const ID = "orders";
let instance: TestInstance;
beforeAll(async () => {
  instance = await testInstance();
});
afterAll(() => instance[Symbol.asyncDispose]());

const start = (): Promise<ElasticacheEnvironment> => startElasticacheEnvironment(instance);

/** A group that is still being repaired accepts nothing. */
const untilAccepted = (operation: () => Promise<unknown>): Promise<unknown> =>
  until(operation, { what: "the operation to be accepted", deadlineMs: 60_000, intervalMs: 50 });

/** A failover takes some tens of milliseconds; the delays cut it at several of its steps. */
const DELAYS_MS = [1, 10, 60];
const LOST_MAX = 2;

test("data, endpoints and roles survive a clean stop and kills of the emulator, in a failover too", async () => {
  const first = await start();
  const created = await createGroup(first, ID);
  const primary = created.NodeGroups![0]!.PrimaryEndpoint!;
  const options = { ca: first.caCertificatePem, token: AUTH_TOKEN };
  const before = startWriters(primary, options, 1, "clean:");
  await until(() => before.acknowledged.length > 20, { what: "writes before the stop", deadlineMs: 30_000 });
  await before.stop();
  await first.stop();
  const acknowledged = [...before.acknowledged];
  for (const delayMs of DELAYS_MS) {
    const emulator = await KillableEmulator.start(instance);
    const writers = startWriters(primary, options, 2, `${delayMs}:`);
    try {
      await until(() => writers.acknowledged.length > 50, { what: "writes before the failover", deadlineMs: 30_000 });
      await untilAccepted(() => emulator.client.testFailover({ ReplicationGroupId: ID, NodeGroupId: "0001" }));
      await sleep(delayMs);
    } finally {
      await emulator.kill();
      await writers.stop();
    }
    acknowledged.push(...writers.acknowledged);
  }
  const last = await start();
  try {
    const group = await last.untilAvailable(ID);
    expect(group.NodeGroups![0]!.PrimaryEndpoint).toEqual(primary);
    const roles = group.NodeGroups![0]!.NodeGroupMembers!.map(({ CurrentRole }) => CurrentRole);
    expect(roles.sort()).toEqual(["primary", "replica"]);
    const lost = await lostKeys(primary, options, acknowledged);
    expect(lost.filter((key) => key.startsWith("clean:"))).toEqual([]);
    expect(lost.length).toBeLessThanOrEqual(LOST_MAX * DELAYS_MS.length);
    expect(last.elasticache.resources()[0]!.pids).toHaveLength(2);
  } finally {
    await last.stop();
  }
});

test("a group whose creation or deletion was cut off is created or deleted by the next start", async () => {
  const interrupted = await start();
  await interrupted.client.createReplicationGroup({ ...REQUEST, ReplicationGroupId: "new" });
  await interrupted.client.deleteReplicationGroup({ ReplicationGroupId: ID });
  await interrupted.stop();
  const next = await start();
  try {
    expect((await next.untilAvailable("new")).Status).toBe("available");
    await until(() => next.elasticache.resources().length === 1, { what: "the other to be gone", deadlineMs: 30_000 });
  } finally {
    await next.stop();
  }
});
