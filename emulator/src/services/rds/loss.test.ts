import { chmodSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { callRoute } from "./testing/call-route.ts";
import { ask, createInstance, reach, startRdsEnvironment, type RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "payments";
const named = { DBInstanceIdentifier: ID };
let instance: TestInstance;
let environment: RdsEnvironment;
let archive: string;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  await createInstance(environment, ID, true);
  const { DbiResourceId } = await environment.describe(ID);
  archive = join(instance.directories.data, "rds-archive", DbiResourceId!);
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const pids = (): readonly number[] => environment.rds.resources().find(({ name }) => name === ID)!.pids;
const notes = async (identifier: string): Promise<string[]> => {
  const rows = await ask<{ note: string }>(await reach(environment, identifier), "select note from notes");
  return rows.map(({ note }) => note);
};

test("an instance that lost both servers and their data is failed, and serves nobody", async () => {
  const endpoint = await reach(environment, ID);
  await ask(endpoint, "create table notes as select 'archived' as note");
  const written = new Date();
  const isArchived = async () => ((await environment.describe(ID)).LatestRestorableTime ?? 0) > written;
  await until(isArchived, { what: "what was written to be archived", deadlineMs: 30_000 });
  await environment.untilRedundant(ID);
  chmodSync(archive, 0o500);
  await ask(endpoint, "insert into notes values ('not archived')");
  await callRoute(environment.rds, "POST", `/faults/rds/${ID}/lose-storage`);
  chmodSync(archive, 0o700);
  expect((await environment.describe(ID)).DBInstanceStatus).toBe("failed");
  expect(pids()).toEqual([]);
  await expect(ask(endpoint, "select 1")).rejects.toThrow(/ECONNREFUSED/);
  const { Events } = await environment.rds.handlers.DescribeEvents({ SourceType: "db-instance" }, environment.call);
  expect(Events!.map(({ Message }) => Message)).toContain("The DB instance was put into the failed state.");
});

test("it stays so over a restart, can't be modified, and what was archived can be restored", async () => {
  await environment.stop();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  const { handlers } = environment.rds;
  await environment.untilStatus(ID, "failed");
  const renamed = handlers.ModifyDBInstance({ ...named, NewDBInstanceIdentifier: "aside" }, environment.call);
  await expect(renamed).rejects.toMatchObject({ code: "InvalidDBInstanceState" });
  const restore = { SourceDBInstanceIdentifier: ID, UseLatestRestorableTime: true };
  await handlers.RestoreDBInstanceToPointInTime(
    { ...restore, TargetDBInstanceIdentifier: "restored" },
    environment.call,
  );
  await environment.untilStatus("restored", "available");
  expect(await notes("restored")).toEqual(["archived"]);
});

test("it can be deleted and leave its automated backups", async () => {
  const { handlers } = environment.rds;
  const deletion = { ...named, SkipFinalSnapshot: true, DeleteAutomatedBackups: false };
  await handlers.DeleteDBInstance(deletion, environment.call);
  const backup = async () =>
    (await handlers.DescribeDBInstanceAutomatedBackups(named, environment.call)).DBInstanceAutomatedBackups![0]?.Status;
  const isRetained = async () => (await backup()) === "retained";
  await until(isRetained, { what: "the backups to be retained", deadlineMs: 30_000 });
});
