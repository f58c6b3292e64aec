import { testInstance, type TestInstance } from "@payment-system/emulator/testing/test-instance";
import { serveRds, type ServedRds } from "@payment-system/emulator/services/rds/testing/rds-client";
import { callRoute } from "@payment-system/emulator/services/rds/testing/call-route";
import {
  ask,
  createInstance,
  reach,
  startRdsEnvironment,
  type RdsEnvironment,
} from "@payment-system/emulator/services/rds/testing/rds-environment";
import { until } from "@payment-system/emulator/wait/until";
import { environmentNamed } from "@payment-system/stack/environments";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseOptions } from "../options.ts";
import { recoveryOf, type Recovery } from "../recovery.ts";
import { cutOver } from "./cut-over.ts";
import { restoredName } from "./instance-names.ts";
import { restore } from "./restore.ts";
import { settle } from "./settle.ts";
import { situationOf } from "./situation.ts";
import { sourceOf, sourceTag } from "./source.ts";

const { environment: local } = parseOptions(["pitr", "--env", "local", "--latest"], {})!;
const QUIET = () => undefined;
let instance: TestInstance;
let environment: RdsEnvironment;
let served: ServedRds;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 500 });
  served = await serveRds(environment);
  await createInstance(environment, recoveryFor().names.databaseInstance, false, { BackupRetentionPeriod: 1 });
  await write("create table notes (note text)");
});
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

/** Without a standby, which is nothing to this and takes time. */
function recoveryFor(...args: string[]): Recovery {
  const options = parseOptions(["pitr", "--env", "local", ...(args.length === 0 ? ["--latest"] : args)], {})!;
  const database = { ...environmentNamed("local").database, multiAz: false };
  const recovery = recoveryOf({ ...options, environment: { ...local, database } }, {});
  return { ...recovery, clients: { ...recovery.clients, rds: served.client } };
}

/** All that the command does but verifying and asking for the service's health, for which it needs a whole environment. */
async function recover(recovery: Recovery, cutsOver: boolean): Promise<string> {
  const source = await sourceOf(recovery);
  const tag = sourceTag(source);
  const situation = await situationOf(recovery, tag);
  if (!situation.isCutOver) await restore(recovery, source, situation, QUIET);
  if (!cutsOver) return tag;
  await cutOver(recovery, tag, QUIET);
  await settle(recovery, QUIET);
  return tag;
}

async function write(sql: string): Promise<void> {
  const { databaseInstance } = recoveryFor().names;
  await ask(await reach(environment, databaseInstance), sql);
  const written = new Date();
  const isRestorable = async () => {
    const { LatestRestorableTime } = await environment.describe(databaseInstance);
    return (LatestRestorableTime ?? 0) > written || undefined;
  };
  await until(isRestorable, { what: "what was written to be restorable", deadlineMs: 60_000 });
}

async function notes(): Promise<string[]> {
  const rows = await ask<{ note: string }>(
    await reach(environment, recoveryFor().names.databaseInstance),
    "select note from notes order by note",
  );
  return rows.map(({ note }) => note);
}

test("the latest is another each time: what was written between two recoveries is there after the second", async () => {
  const recovery = recoveryFor();
  const { databaseInstance } = recovery.names;
  const resources = new Set<string | undefined>();
  for (const note of ["1", "2"]) {
    await write(`insert into notes values ('${note}')`);
    resources.add((await environment.describe(databaseInstance)).DbiResourceId);
    expect(await recover(recovery, true)).toMatch(/^time \d{4}-/);
  }
  const { DbiResourceId, TagList } = await environment.describe(databaseInstance);
  expect(resources.add(DbiResourceId).size).toBe(3);
  expect(TagList).toEqual([]);
  expect(await notes()).toEqual(["1", "2"]);
});

test("what a drill left is not taken for the latest, and the refusal tells how to go on or to delete it", async () => {
  const drilled = await recover(recoveryFor(), false);
  await write("insert into notes values ('3')");
  const refused = await recover(recoveryFor(), true).catch((error: Error) => error.message);
  const { databaseInstance } = recoveryFor().names;
  const restored = restoredName(databaseInstance);
  const time = drilled.slice("time ".length);
  expect(refused).toContain(`${restored} was restored from ${drilled}, not from time `);
  expect(refused).toContain(`npm run recover -- pitr --time ${time} --env local`);
  expect(refused).toContain(`aws rds delete-db-instance --db-instance-identifier ${restored}`);
  expect(await notes()).toEqual(["1", "2", "3"]);

  await recover(recoveryFor("--time", time), true);
  expect(await notes()).toEqual(["1", "2"]);
});

test("a database that lost its storage is replaced by what was archived, even if that was interrupted", async () => {
  const { databaseInstance } = recoveryFor().names;
  await write("insert into notes values ('4')");
  await callRoute(environment.rds, "POST", `/faults/rds/${databaseInstance}/lose-storage`);
  const drilled = await recover(recoveryFor(), false);
  const deletion = { DBInstanceIdentifier: databaseInstance, SkipFinalSnapshot: true, DeleteAutomatedBackups: false };
  await environment.rds.handlers.DeleteDBInstance(deletion, environment.call);
  await recover(recoveryFor("--time", drilled.slice("time ".length)), true);
  expect(await notes()).toEqual(["1", "2", "4"]);

  await callRoute(environment.rds, "POST", `/faults/rds/${databaseInstance}/lose-storage`);
  await recover(recoveryFor(), true);
  expect(await notes()).toEqual(["1", "2", "4"]);
});
