import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { afterEach, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { lostCommits } from "./testing/committers.ts";
import { ask, connectTo, createInstance, reach, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { Reachable, RdsEnvironment } from "./testing/rds-environment.ts";

const MIB = 1_048_576;
const ID = "orders";
const named = { DBInstanceIdentifier: ID };
const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(instance: TestInstance, gibibyteBytes: number): Promise<RdsEnvironment> {
  const storage = { intervalMs: 100, countEvery: 1, gibibyteBytes };
  const environment = await startRdsEnvironment(instance, { storage });
  ends.push(() => environment.stop());
  return environment;
}

/** Commits rows of half a megabyte until `isEnough` or the server refuses; the ids that were acknowledged. */
async function fill(endpoint: Reachable, isEnough: () => Promise<boolean>): Promise<number[]> {
  const acknowledged: number[] = [];
  let client: Client | undefined;
  for (let id = 1; !(await isEnough()); id++) {
    try {
      client ??= await connectTo(endpoint);
      await client.query("insert into commit_log values ($1, repeat('x', 500000))", [id]);
      acknowledged.push(id);
    } catch {
      void client?.end().catch(() => {});
      client = undefined;
      await sleep(50);
    }
  }
  void client?.end().catch(() => {});
  return acknowledged;
}

const createTable = "create table commit_log (id bigint primary key, filling text storage external)";

test("an instance that has used up its storage is storage-full until it gets more", async () => {
  const instance = await testInstance();
  ends.push(async () => instance[Symbol.asyncDispose]());
  const environment = await start(instance, 4 * MIB);
  await createInstance(environment, ID, false, { BackupRetentionPeriod: 0 });
  const endpoint = await reach(environment, ID);
  await ask(endpoint, createTable);
  const isFull = async () => (await environment.describe(ID)).DBInstanceStatus === "storage-full";
  const acknowledged = await fill(endpoint, isFull);
  const { Events } = await environment.rds.handlers.DescribeEvents({}, environment.call);
  expect(Events!.at(-1)).toMatchObject({ EventCategories: ["low storage"] });
  const waiting = connectTo(endpoint);
  const grow = { ...named, AllocatedStorage: 60, ApplyImmediately: true };
  await environment.rds.handlers.ModifyDBInstance(grow, environment.call);
  await environment.untilStatus(ID, "available");
  await (await waiting).end();
  expect(await lostCommits(endpoint, acknowledged)).toEqual([]);
  await ask(endpoint, "insert into commit_log values (0)");
});

test("storage grows by itself up to MaxAllocatedStorage", async () => {
  const instance = await testInstance();
  ends.push(async () => instance[Symbol.asyncDispose]());
  const environment = await start(instance, 4 * MIB);
  const more = { BackupRetentionPeriod: 0, MaxAllocatedStorage: 40 };
  await createInstance(environment, ID, false, more);
  const endpoint = await reach(environment, ID);
  await ask(endpoint, createTable);
  await fill(endpoint, async () => (await environment.describe(ID)).AllocatedStorage! > 20);
  expect(await environment.describe(ID)).toMatchObject({ AllocatedStorage: 30, DBInstanceStatus: "available" });
});

/** A small file system needs root. */
const isRoot = process.platform === "linux" && process.getuid?.() === 0;

test.runIf(isRoot)("a file system that is really full is survived without losing an acknowledged commit", async () => {
  const instance = await testInstance();
  ends.push(async () => instance[Symbol.asyncDispose]());
  const { data } = instance.directories;
  mkdirSync(data);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=260m,mode=755", "tmpfs", data]);
  ends.push(() => void execFileSync("umount", ["-l", data]));
  const environment = await start(instance, 1_024 * MIB);
  await createInstance(environment, ID, false, { BackupRetentionPeriod: 0 });
  const endpoint = await reach(environment, ID);
  await ask(endpoint, createTable);
  const filler = join(data, "filler");
  writeFileSync(filler, Buffer.alloc(40 * MIB));
  const isFull = async () => (await environment.describe(ID)).DBInstanceStatus === "storage-full";
  const acknowledged = await fill(endpoint, isFull);
  expect(acknowledged.length).toBeGreaterThan(10);
  rmSync(filler);
  await environment.untilStatus(ID, "available");
  await until(() => ask(endpoint, "insert into commit_log values (0)").then(() => true), {
    what: "writes to be taken again",
    deadlineMs: 60_000,
  });
  expect(await lostCommits(endpoint, acknowledged)).toEqual([]);
});
