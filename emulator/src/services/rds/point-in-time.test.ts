import { execFileSync } from "node:child_process";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DBInstance, RestoreDBInstanceToPointInTimeMessage } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { callRoute } from "./testing/call-route.ts";
import { lostCommits, startCommitters, type Committers } from "./testing/committers.ts";
import {
  ask,
  createInstance,
  reach,
  startRdsEnvironment,
  type Reachable,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

const ID = "payments";
let instance: TestInstance;
let environment: RdsEnvironment;
let endpoint: Reachable;
let committers: Committers;
let resourceId: string;

interface Row {
  readonly id: string;
  readonly at: Date;
}

const ROWS = "select id, at from commit_log order by id";
const rds = () => environment.rds.handlers;
const call = () => environment.call;
const window = async () => {
  const input = { DbiResourceId: resourceId };
  const { DBInstanceAutomatedBackups: backups } = await rds().DescribeDBInstanceAutomatedBackups(input, call());
  return backups![0]!;
};
const untilRestorable = (time: Date): Promise<true> =>
  until(async () => (((await window()).RestoreWindow?.LatestTime ?? 0) >= time ? (true as const) : undefined), {
    what: `${time.toISOString()} to be restorable`,
    deadlineMs: 60_000,
  });

async function restore(
  target: string,
  input: Partial<RestoreDBInstanceToPointInTimeMessage>,
): Promise<{ shown: DBInstance; rows: Row[] }> {
  await rds().RestoreDBInstanceToPointInTime({ TargetDBInstanceIdentifier: target, ...input }, call());
  const shown = await environment.untilStatus(target, "available");
  return { shown, rows: await ask<Row>(await reach(environment, target), ROWS) };
}

/** The next whole second, once it is over. */
async function wholeSecond(): Promise<Date> {
  const next = (Math.floor(Date.now() / 1_000) + 1) * 1_000;
  await until(() => Date.now() > next, { what: "the second to pass", deadlineMs: 5_000 });
  return new Date(next);
}

/**
 * `at` is read before the commit, so nothing later can be there; one commit a client may have been under way. It comes cut
 * to milliseconds, so a row of the time's own millisecond may be from after it.
 */
function expectExactly(rows: readonly Row[], all: readonly Row[], time: Date): void {
  const there = new Set(rows.map(({ id }) => id));
  expect(rows.filter(({ at }) => at > time)).toEqual([]);
  expect(all.filter(({ id, at }) => at < time && !there.has(id)).length).toBeLessThanOrEqual(4);
  expect(there.size).toBeGreaterThan(0);
}

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  await createInstance(environment, ID, true);
  resourceId = (await environment.describe(ID)).DbiResourceId!;
  endpoint = await reach(environment, ID);
  await ask(endpoint, "create table commit_log (id bigint primary key, at timestamptz default clock_timestamp())");
  committers = startCommitters(endpoint, 4, 1);
});
afterAll(async () => {
  await committers.stop();
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

test("restores are exact to the second asked, before a failover and after it, while payments go on", async () => {
  await until(() => committers.acknowledged.length > 50, { what: "commits before it", deadlineMs: 30_000 });
  const before = await wholeSecond();
  await rds().RebootDBInstance({ DBInstanceIdentifier: ID, ForceFailover: true }, call());
  await environment.untilRedundant(ID);
  const made = committers.acknowledged.length;
  await until(() => committers.acknowledged.length > made + 50, { what: "commits after it", deadlineMs: 30_000 });
  const after = await wholeSecond();
  const soFar = committers.acknowledged.length;
  await until(() => committers.acknowledged.length > soFar + 50, { what: "commits too late", deadlineMs: 30_000 });
  await untilRestorable(after);
  const all = await ask<Row>(endpoint, ROWS);
  const source = { SourceDBInstanceIdentifier: ID };
  const [first, second] = await Promise.all([
    restore("restored-before", { ...source, RestoreTime: before }),
    restore("restored-after", { ...source, RestoreTime: after, DBInstanceClass: "db.t4g.small" }),
  ]);
  expectExactly(first.rows, all, before);
  expectExactly(second.rows, all, after);
  expect(all.filter(({ at }) => at > after).length).toBeGreaterThan(0);
  expect(first.shown).toMatchObject({ MultiAZ: false, DBInstanceClass: "db.t4g.micro", BackupRetentionPeriod: 1 });
  expect(second.shown).toMatchObject({ DBInstanceClass: "db.t4g.small" });
  expect(new Set([first.shown, second.shown].map(({ DbiResourceId: id }) => id)).size).toBe(2);
  await until(async () => (await environment.describe("restored-after")).LatestRestorableTime !== undefined, {
    what: "backups of its own",
    deadlineMs: 30_000,
  });
});

test("times outside the window are refused, and so are a missing time and both at once", async () => {
  const { RestoreWindow: shown } = await window();
  const attempt = (input: Partial<RestoreDBInstanceToPointInTimeMessage>) =>
    rds().RestoreDBInstanceToPointInTime(
      { SourceDBInstanceIdentifier: ID, TargetDBInstanceIdentifier: "refused", ...input },
      call(),
    );
  const early = new Date(shown!.EarliestTime!.getTime() - 1_000);
  const late = new Date(Date.now() + 60_000);
  for (const RestoreTime of [early, late]) {
    await expect(attempt({ RestoreTime })).rejects.toMatchObject({ code: "InvalidParameterValue" });
  }
  await expect(attempt({})).rejects.toMatchObject({ code: "InvalidParameterCombination" });
  await expect(attempt({ RestoreTime: late, UseLatestRestorableTime: true })).rejects.toMatchObject({
    code: "InvalidParameterCombination",
  });
  await expect(attempt({ SourceDBInstanceIdentifier: "nobody", UseLatestRestorableTime: true })).rejects.toMatchObject({
    code: "DBInstanceNotFound",
  });
  await expect(environment.describe("refused")).rejects.toMatchObject({ code: "DBInstanceNotFound" });
});

test("a restore that ignores the time asked gives the current data, until that fault is healed", async () => {
  const time = (await window()).RestoreWindow!.LatestTime!;
  const soFar = committers.acknowledged.length;
  await until(() => committers.acknowledged.length > soFar + 20, { what: "later commits", deadlineMs: 30_000 });
  await callRoute(environment.rds, "POST", `/faults/rds/${ID}/restore-ignores-time`);
  const { rows } = await restore("wrong", { SourceDBInstanceIdentifier: ID, RestoreTime: time });
  expect(rows.filter(({ at }) => at > time).length).toBeGreaterThan(0);
  await callRoute(environment.rds, "DELETE", `/faults/rds/${ID}/restore-ignores-time`);
});

test("a deleted instance's retained backups restore everything that it had acknowledged, in Multi-AZ if asked", async () => {
  await committers.stop();
  const { acknowledged } = committers;
  const deletion = { DBInstanceIdentifier: ID, SkipFinalSnapshot: true, DeleteAutomatedBackups: false };
  await rds().DeleteDBInstance(deletion, call());
  await until(async () => (await window()).Status === "retained", {
    what: "the backup to be retained",
    deadlineMs: 60_000,
  });
  const { DBInstanceAutomatedBackupsArn: arn } = await window();
  const latest = { UseLatestRestorableTime: true, MultiAZ: true };
  const { rows } = await restore("revived", { SourceDBInstanceAutomatedBackupsArn: arn!, ...latest });
  await environment.untilRedundant("revived");
  const there = new Set(rows.map(({ id }) => Number(id)));
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
});

test("a source that is deleted under a restore keeps its backups until that has everything of them", async () => {
  const untilLatest = async () => (await environment.describe("revived")).LatestRestorableTime;
  await until(untilLatest, { what: "backups of the revived one", deadlineMs: 30_000 });
  const source = { SourceDBInstanceIdentifier: "revived", UseLatestRestorableTime: true };
  const restoring = restore("outlives", source);
  await until(() => environment.describe("outlives"), { what: "the restore to begin", deadlineMs: 30_000 });
  await rds().DeleteDBInstance({ DBInstanceIdentifier: "revived", SkipFinalSnapshot: true }, call());
  const there = new Set((await restoring).rows.map(({ id }) => Number(id)));
  expect(committers.acknowledged.filter((id) => !there.has(id))).toEqual([]);
  await until(
    () =>
      environment.describe("revived").then(
        () => false,
        () => true,
      ),
    {
      what: "the source to be gone",
      deadlineMs: 60_000,
    },
  );
});

test("stopping the emulator cuts a restore short, and the next start begins it anew", async () => {
  const source = { SourceDbiResourceId: resourceId, UseLatestRestorableTime: true };
  await rds().RestoreDBInstanceToPointInTime({ ...source, TargetDBInstanceIdentifier: "cut-short" }, call());
  const archive = join(instance.directories.data, "rds-archive", resourceId);
  const segments = readdirSync(archive).filter((name) => /^[0-9A-F]{24}$/.test(name));
  const last = join(archive, segments.sort().at(-1)!);
  const kept = `${archive}.kept`;
  renameSync(last, kept);
  // Nobody writes to the other end, so recovery would wait for this segment as long as it may.
  execFileSync("mkfifo", ["-m", "666", last]);
  const pids = () => environment.rds.resources().find(({ name }) => name === "cut-short")!.pids;
  await until(() => pids().length > 0, { what: "recovery to begin", deadlineMs: 30_000 });
  await environment.stop();
  renameSync(kept, last);
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  await environment.untilStatus("cut-short", "available");
  const lost = await lostCommits(await reach(environment, "cut-short"), committers.acknowledged);
  expect(lost).toEqual([]);
});

test("a restore for which archived WAL is gone fails, and backups are not deleted under one", async () => {
  const source = { SourceDbiResourceId: resourceId, UseLatestRestorableTime: true };
  await rds().RestoreDBInstanceToPointInTime({ ...source, TargetDBInstanceIdentifier: "lacks" }, call());
  const archive = join(instance.directories.data, "rds-archive", resourceId);
  for (const name of readdirSync(archive)) if (!name.endsWith(".history")) rmSync(join(archive, name));
  const deletion = { DbiResourceId: resourceId };
  await expect(rds().DeleteDBInstanceAutomatedBackup(deletion, call())).rejects.toMatchObject({
    code: "InvalidDBInstanceAutomatedBackupState",
  });
  await environment.untilStatus("lacks", "failed");
  await rds().DeleteDBInstanceAutomatedBackup(deletion, call());
  await expect(window()).rejects.toMatchObject({ code: "DBInstanceAutomatedBackupNotFound" });
});
