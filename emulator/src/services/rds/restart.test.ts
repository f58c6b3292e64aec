import { renameSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { lostCommits, startCommitters } from "./testing/committers.ts";
import { KillableEmulator } from "./testing/killable-emulator.ts";
import {
  ask,
  createInstance,
  reach,
  requestInstance,
  startRdsEnvironment,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

const ID = "payments";
let instance: TestInstance;
beforeAll(async () => {
  instance = await testInstance();
});
afterAll(() => instance[Symbol.asyncDispose]());

const start = (): Promise<RdsEnvironment> => startRdsEnvironment(instance);

/** A failover takes about 100 ms here; the delays cut it at several of its steps. */
const DELAYS_MS = [5, 40, 120];

test("an emulator that is killed in the middle of a failover goes on without losing an acknowledged commit", async () => {
  const first = await start();
  await createInstance(first, ID, true);
  const endpoint = await reach(first, ID);
  await ask(endpoint, "create table commit_log (id bigint primary key)");
  await first.stop();
  const acknowledged: number[] = [];
  for (const delayMs of DELAYS_MS) {
    const emulator = await KillableEmulator.start(instance);
    const committers = startCommitters(endpoint, 4, acknowledged.length + 1_000_000 * delayMs);
    try {
      const made = committers.acknowledged;
      await until(() => made.length > 50, { what: "commits before the failover", deadlineMs: 30_000 });
      await emulator.call("RebootDBInstance", { DBInstanceIdentifier: ID, ForceFailover: true });
      await sleep(delayMs);
    } finally {
      await emulator.kill();
      await committers.stop();
    }
    acknowledged.push(...committers.acknowledged);
  }
  const last = await start();
  try {
    expect(await lostCommits(endpoint, acknowledged)).toEqual([]);
    const redundant = await last.untilRedundant(ID);
    expect(new Set([redundant.AvailabilityZone, redundant.SecondaryAvailabilityZone]).size).toBe(2);
    const [row] = await ask<{ recovering: boolean }>(endpoint, "select pg_is_in_recovery() as recovering");
    expect(row!.recovering).toBe(false);
    expect(last.rds.resources()[0]!.pids).toHaveLength(2);
  } finally {
    await last.stop();
  }
});

test("an instance of which no server starts is failed, also after a restart, and a reboot brings back one that does", async () => {
  const environment = await start();
  await createInstance(environment, "broken", false, { BackupRetentionPeriod: 0 });
  const { DbiResourceId } = await environment.describe("broken");
  const control = join(instance.directories.data, "rds", DbiResourceId!, "a", "global", "pg_control");
  renameSync(control, `${control}.away`);
  process.kill(environment.rds.resources().find(({ name }) => name === "broken")!.pids[0]!, "SIGKILL");
  await environment.untilStatus("broken", "failed");
  const { Events } = await environment.rds.handlers.DescribeEvents(
    { SourceType: "db-instance", SourceIdentifier: "broken", EventCategories: ["failure"] },
    environment.call,
  );
  expect(Events).toHaveLength(1);
  await environment.stop();
  const next = await start();
  try {
    expect((await next.describe("broken")).DBInstanceStatus).toBe("failed");
    renameSync(`${control}.away`, control);
    await next.rds.handlers.RebootDBInstance({ DBInstanceIdentifier: "broken" }, next.call);
    await next.untilStatus("broken", "available");
    expect(await ask(await reach(next, "broken"), "select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    await next.stop();
  }
});

test("an instance whose creation was cut off is created by the next start", async () => {
  const interrupted = await start();
  await requestInstance(interrupted, "orders", false);
  expect((await interrupted.describe("orders")).DBInstanceStatus).toBe("creating");
  await interrupted.stop();
  const next = await start();
  try {
    await next.untilStatus("orders", "available");
    expect(await ask(await reach(next, "orders"), "select 1 as one")).toEqual([{ one: 1 }]);
  } finally {
    await next.stop();
  }
});
