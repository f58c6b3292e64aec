import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DBSnapshot, DescribeDBSnapshotsMessage } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { startCommitters } from "./testing/committers.ts";
import { ask, createInstance, reach, startRdsEnvironment, type RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "payments";
let instance: TestInstance;
let environment: RdsEnvironment;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, false, {
    BackupRetentionPeriod: 0,
    CopyTagsToSnapshot: true,
    Tags: [{ Key: "team", Value: "payments" }],
  });
  await ask(
    await reach(environment, ID),
    "create table commit_log (id bigint primary key, at timestamptz default clock_timestamp())",
  );
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;
const describe = async (input: DescribeDBSnapshotsMessage): Promise<DBSnapshot[]> =>
  (await rds().DescribeDBSnapshots(input, call())).DBSnapshots!;
const untilAvailable = (identifier: string): Promise<DBSnapshot> =>
  until(
    async () => {
      const [snapshot] = await describe({ DBSnapshotIdentifier: identifier });
      return snapshot!.Status === "available" ? snapshot : undefined;
    },
    { what: `snapshot ${identifier} to be available`, deadlineMs: 60_000 },
  );
const snapshotFiles = (): string[] => readdirSync(join(instance.directories.data, "rds-snapshots"));
const untilGone = (identifier: string): Promise<true> =>
  until(
    async () =>
      environment.describe(identifier).then(
        () => false,
        () => true,
      ) as Promise<true>,
    {
      what: `${identifier} to be gone`,
      deadlineMs: 60_000,
    },
  );

test("a restored snapshot holds every commit up to its instant and none after, under load", async () => {
  const endpoint = await reach(environment, ID);
  const committers = startCommitters(endpoint, 4, 1);
  await until(() => committers.acknowledged.length > 100, { what: "commits", deadlineMs: 30_000 });
  const create = { DBSnapshotIdentifier: "Before-Release", DBInstanceIdentifier: ID };
  const { DBSnapshot: creating } = await rds().CreateDBSnapshot(create, call());
  expect(creating).toMatchObject({ DBSnapshotIdentifier: "before-release", Status: "creating", PercentProgress: 0 });
  expect((await environment.describe(ID)).DBInstanceStatus).toBe("backing-up");
  await expect(rds().CreateDBSnapshot({ ...create, DBSnapshotIdentifier: "second" }, call())).rejects.toMatchObject({
    code: "InvalidDBInstanceState",
  });
  const snapshot = await untilAvailable("before-release");
  const before = committers.acknowledged.length;
  await until(() => committers.acknowledged.length > before + 100, { what: "more commits", deadlineMs: 30_000 });
  await committers.stop();
  await environment.untilStatus(ID, "available");

  const restore = { DBInstanceIdentifier: "restored", DBSnapshotIdentifier: "before-release" };
  const { DBInstance: restoring } = await rds().RestoreDBInstanceFromDBSnapshot(restore, call());
  expect(restoring).toMatchObject({ DBInstanceStatus: "creating", MultiAZ: false, DBInstanceClass: "db.t4g.micro" });
  await expect(rds().DeleteDBSnapshot({ DBSnapshotIdentifier: "before-release" }, call())).rejects.toMatchObject({
    code: "InvalidDBSnapshotState",
  });
  await environment.untilStatus("restored", "available");
  const restored = await reach(environment, "restored");
  expect(restored.address).not.toBe(endpoint.address);
  const instant = snapshot.SnapshotCreateTime!.toISOString();
  const rows = "select id, at from commit_log order by id";
  const all = await ask<{ id: string; at: Date }>(endpoint, rows);
  const there = await ask<{ id: string; at: Date }>(restored, rows);
  // `at` is read before the commit: what was written after the instant can't be there, and what is missing has no
  // commit before it. One commit of each client may have been under way, and times come cut to milliseconds.
  expect(there.filter(({ at }) => at.toISOString() > instant)).toEqual([]);
  const missing = all.filter(({ id }) => !there.some((row) => row.id === id));
  expect(missing.length).toBeGreaterThan(50);
  expect(missing.filter(({ at }) => at.toISOString() < instant).length).toBeLessThanOrEqual(4);
  await rds().DeleteDBInstance({ DBInstanceIdentifier: "restored", SkipFinalSnapshot: true }, call());
});

test("snapshots are described by type, filter, instance and identifier, with the instance's tags", async () => {
  const [snapshot] = await describe({ DBInstanceIdentifier: ID });
  expect(snapshot).toMatchObject({
    DBSnapshotArn: "arn:aws:rds:us-east-1:000000000000:snapshot:before-release",
    SnapshotType: "manual",
    Engine: "postgres",
    PercentProgress: 100,
    MasterUsername: "payment_user",
    TagList: [{ Key: "team", Value: "payments" }],
  });
  expect(await describe({ SnapshotType: "automated" })).toEqual([]);
  expect(await describe({ Filters: [{ Name: "db-instance-id", Values: [ID] }] })).toHaveLength(1);
  expect(await describe({ Filters: [{ Name: "snapshot-type", Values: ["automated"] }] })).toEqual([]);
  await expect(describe({ DBSnapshotIdentifier: "nothing" })).rejects.toMatchObject({ code: "DBSnapshotNotFound" });
  await expect(describe({ SnapshotType: "odd" })).rejects.toMatchObject({ code: "InvalidParameterValue" });
});

test("a copy is restorable after its source is deleted, in its region too", async () => {
  const source = { SourceDBSnapshotIdentifier: "before-release" };
  await expect(
    rds().CopyDBSnapshot({ ...source, TargetDBSnapshotIdentifier: "before-release" }, call()),
  ).rejects.toMatchObject({ code: "DBSnapshotAlreadyExists" });
  await rds().CopyDBSnapshot({ ...source, TargetDBSnapshotIdentifier: "kept", CopyTags: true }, call());
  const kept = await untilAvailable("kept");
  expect(kept).toMatchObject({ SnapshotType: "manual", TagList: [{ Key: "team", Value: "payments" }] });
  const west = { ...call(), region: "us-west-2" };
  const { DBSnapshotArn: arn } = kept;
  const faraway = { SourceDBSnapshotIdentifier: arn!, TargetDBSnapshotIdentifier: "faraway" };
  const { DBSnapshot: copying } = await rds().CopyDBSnapshot(faraway, west);
  expect(copying).toMatchObject({
    DBSnapshotArn: "arn:aws:rds:us-west-2:000000000000:snapshot:faraway",
    SourceRegion: "us-east-1",
  });
  expect((await describe({})).map(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier)).toEqual([
    "before-release",
    "kept",
  ]);
  await until(async () => (await rds().DescribeDBSnapshots({}, west)).DBSnapshots![0]!.Status === "available", {
    what: "the copy in us-west-2",
    deadlineMs: 60_000,
  });
  for (const DBSnapshotIdentifier of ["before-release", "kept"]) {
    await rds().DeleteDBSnapshot({ DBSnapshotIdentifier }, call());
  }
  expect(snapshotFiles()).toHaveLength(1);
  const restore = { DBInstanceIdentifier: "moved", DBSnapshotIdentifier: "faraway", Port: 5544 };
  await rds().RestoreDBInstanceFromDBSnapshot(restore, west);
  await environment.untilStatus("moved", "available");
  const [row] = await ask<{ count: string }>(await reach(environment, "moved"), "select count(*) from commit_log");
  expect(Number(row!.count)).toBeGreaterThan(100);
});

test("accounts that a snapshot is shared with are kept", async () => {
  const west = { ...call(), region: "us-west-2" };
  const named = { DBSnapshotIdentifier: "faraway" };
  const share = { ...named, AttributeName: "restore", ValuesToAdd: ["123456789012", "all"] };
  await rds().ModifyDBSnapshotAttribute(share, west);
  await rds().ModifyDBSnapshotAttribute({ ...named, AttributeName: "restore", ValuesToRemove: ["all"] }, west);
  const { DBSnapshotAttributesResult } = await rds().DescribeDBSnapshotAttributes(named, west);
  expect(DBSnapshotAttributesResult!.DBSnapshotAttributes).toEqual([
    { AttributeName: "restore", AttributeValues: ["123456789012"] },
  ]);
});

test("a deletion takes the final snapshot that was asked for, and what it holds is the last state", async () => {
  const endpoint = await reach(environment, "moved");
  await ask(endpoint, "create table last_words as select 'paid' as word");
  const named = { DBInstanceIdentifier: "moved" };
  await expect(rds().DeleteDBInstance(named, call())).rejects.toThrow(/FinalDBSnapshotIdentifier is required/);
  await rds().StopDBInstance(named, call());
  await environment.untilStatus("moved", "stopped");
  await rds().DeleteDBInstance({ ...named, FinalDBSnapshotIdentifier: "final" }, call());
  await untilGone("moved");
  await untilAvailable("final");
  await rds().RestoreDBInstanceFromDBSnapshot({ DBInstanceIdentifier: "again", DBSnapshotIdentifier: "final" }, call());
  await environment.untilStatus("again", "available");
  expect(await ask(await reach(environment, "again"), "select word from last_words")).toEqual([{ word: "paid" }]);
  const { DbiResourceId } = await environment.describe("again");
  await rds().DeleteDBInstance({ DBInstanceIdentifier: "again", SkipFinalSnapshot: true }, call());
  await untilGone("again");
  expect(existsSync(join(instance.directories.data, "rds-archive", DbiResourceId!))).toBe(false);
  expect(await describe({ SnapshotType: "automated" })).toEqual([]);
});
