import { chmodSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { callRoute } from "./testing/call-route.ts";
import {
  ask,
  createInstance,
  reach,
  startRdsEnvironment,
  type Reachable,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

const ID = "payments";
const named = { DBInstanceIdentifier: ID };
let instance: TestInstance;
let environment: RdsEnvironment;
let endpoint: Reachable;
let archive: string;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  await createInstance(environment, ID, true);
  endpoint = await reach(environment, ID);
  const { DbiResourceId } = await environment.describe(ID);
  archive = join(instance.directories.data, "rds-archive", DbiResourceId!);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const latest = async (): Promise<Date | undefined> => (await environment.describe(ID)).LatestRestorableTime;
const now = async (): Promise<Date> => {
  const [row] = await ask<{ now: Date }>(endpoint, "select clock_timestamp() as now");
  return row!.now;
};
const untilRestorable = (to: Date): Promise<Date> =>
  until(
    async () => {
      const time = await latest();
      return time && time >= to ? time : undefined;
    },
    { what: `${to.toISOString()} to be restorable`, deadlineMs: 30_000 },
  );

test("a new instance is backed up, and says so in its events", async () => {
  const { Events } = await environment.rds.handlers.DescribeEvents(
    { SourceType: "db-instance", EventCategories: ["backup"] },
    environment.call,
  );
  expect(Events!.map(({ Message }) => Message)).toEqual(["Backing up DB instance", "Finished DB Instance backup"]);
  expect(readdirSync(join(instance.directories.data, "rds-snapshots"))).toHaveLength(1);
});

test("an idle database's LatestRestorableTime goes on, and never beyond what is archived", async () => {
  const from = await now();
  const time = await untilRestorable(new Date(from.getTime() + 1_000));
  expect(time.getTime()).toBeLessThan((await now()).getTime());
  expect(time.getMilliseconds()).toBe(0);
});

test("LatestRestorableTime stands still while nothing can be archived, although the database works", async () => {
  chmodSync(archive, 0o500);
  await ask(endpoint, "select pg_sleep(1)");
  const before = await latest();
  const from = await now();
  await ask(endpoint, "create table written as select generate_series(1, 100000) as id");
  await until(async () => (await now()).getTime() > from.getTime() + 2_000, {
    what: "two seconds",
    deadlineMs: 30_000,
  });
  expect(await latest()).toEqual(before);
  chmodSync(archive, 0o700);
  await untilRestorable(from);
});

test("after a failover the new primary archives on its own timeline, and what its predecessor had no time for", async () => {
  await environment.untilRedundant(ID);
  chmodSync(archive, 0o500);
  await ask(endpoint, "insert into written select generate_series(1, 200000)");
  await environment.rds.handlers.RebootDBInstance({ ...named, ForceFailover: true }, environment.call);
  await until(async () => (await environment.describe(ID)).DBInstanceStatus === "available", {
    what: "the failover",
    deadlineMs: 30_000,
  });
  chmodSync(archive, 0o700);
  await environment.untilRedundant(ID);
  await untilRestorable(await now());
  expect(readdirSync(archive)).toContain("00000002.history");
});

test("with the archive switched off the API goes on and LatestRestorableTime does not, until a backup after it", async () => {
  await callRoute(environment.rds, "POST", `/faults/rds/${ID}/archive-off`);
  const from = await now();
  await ask(endpoint, "insert into written select generate_series(1, 100000)");
  await until(async () => (await now()).getTime() > from.getTime() + 2_000, {
    what: "two seconds",
    deadlineMs: 30_000,
  });
  expect((await environment.describe(ID)).DBInstanceStatus).toBe("available");
  expect((await latest())!.getTime()).toBeLessThanOrEqual(from.getTime() + 500);
  await callRoute(environment.rds, "DELETE", `/faults/rds/${ID}/archive-off`);
  const healed = await untilRestorable(await now());
  const { DBInstanceAutomatedBackups } = await environment.rds.handlers.DescribeDBInstanceAutomatedBackups(
    named,
    environment.call,
  );
  const { EarliestTime, LatestTime } = DBInstanceAutomatedBackups![0]!.RestoreWindow!;
  expect(EarliestTime! > from && LatestTime! >= healed).toBe(true);
});

test("a backup before the retention period is kept until a later one covers the period's beginning", async () => {
  const { handlers } = environment.rds;
  const automated = async (): Promise<Date[]> => {
    const input = { ...named, SnapshotType: "automated" };
    const { DBSnapshots } = await handlers.DescribeDBSnapshots(input, environment.call);
    return DBSnapshots!.map(({ SnapshotCreateTime: time }) => time!).sort((a, b) => Number(a) - Number(b));
  };
  /** Backups expire when one is taken: a day after `limit`, the retention period begins there. */
  const keptAt = async (limit: number): Promise<Date[]> => {
    vi.useFakeTimers({ toFake: ["Date"], now: limit + 86_400_000 });
    try {
      const manual = { DBSnapshotIdentifier: "manual" };
      await handlers.CreateDBSnapshot({ ...manual, ...named }, environment.call);
      await environment.untilStatus(ID, "available");
      await handlers.DeleteDBSnapshot(manual, environment.call);
    } finally {
      vi.useRealTimers();
    }
    return automated();
  };
  const [first, second] = (await automated()) as [Date, Date];
  expect(await keptAt(second.getTime() - 1)).toEqual([first, second]);
  expect(await keptAt(second.getTime() + 1)).toEqual([second]);
});

test("turning automated backups off deletes them, turning them on takes one at once", async () => {
  const set = async (BackupRetentionPeriod: number): Promise<void> => {
    await environment.rds.handlers.ModifyDBInstance(
      { ...named, BackupRetentionPeriod, ApplyImmediately: true },
      environment.call,
    );
    await environment.untilStatus(ID, "available");
  };
  await set(0);
  expect(await latest()).toBeUndefined();
  expect(readdirSync(join(instance.directories.data, "rds-snapshots"))).toEqual([]);
  await ask(endpoint, "select pg_sleep(1)");
  expect(readdirSync(archive)).toEqual([]);
  await set(3);
  expect(readdirSync(join(instance.directories.data, "rds-snapshots"))).toHaveLength(1);
  await untilRestorable(await now());
});
