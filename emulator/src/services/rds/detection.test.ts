import type { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { descendants } from "../../runtimes/process/process-tree.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { lostCommits, startCommitters } from "./testing/committers.ts";
import { ask, connectTo, createInstance, reach, startRdsEnvironment } from "./testing/rds-environment.ts";
import type { Reachable, RdsEnvironment } from "./testing/rds-environment.ts";

const ID = "payments";
let instance: TestInstance;
let environment: RdsEnvironment;
let endpoint: Reachable;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, true, { BackupRetentionPeriod: 0 });
  endpoint = await reach(environment, ID);
  await ask(endpoint, "create table commit_log (id bigint primary key)");
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const zone = async (): Promise<string> => (await environment.describe(ID)).AvailabilityZone!;

/** The primary's postmaster; member a is in zone a. */
async function primaryPid(): Promise<number> {
  const [a, b] = environment.rds.resources()[0]!.pids;
  return (await zone()).endsWith("a") ? a! : b!;
}

async function messages(): Promise<string[]> {
  const { Events } = await environment.rds.handlers.DescribeEvents({}, environment.call);
  return Events!.map(({ Message }) => Message!);
}

test("clients that take every connection are no failover, and RDS's own connections still work", async () => {
  const before = (await environment.untilRedundant(ID)).AvailabilityZone;
  const eventsBefore = (await messages()).length;
  const clients: Client[] = [];
  const refused = until(
    async () => {
      try {
        clients.push(await connectTo(endpoint));
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
    { what: "a connection to be refused", deadlineMs: 60_000, intervalMs: 0 },
  );
  expect(await refused).toMatch(/remaining connection slots are reserved|too many clients/);
  const seen = environment.log.length;
  const password = { DBInstanceIdentifier: ID, MasterUserPassword: "changed-password" };
  await environment.rds.handlers.ModifyDBInstance(password, environment.call);
  await environment.untilStatus(ID, "available");
  await Promise.all(clients.map((client) => client.end()));
  expect(await zone()).toBe(before);
  expect((await messages()).slice(eventsBefore)).toEqual(["Reset master credentials"]);
  expect(environment.log.slice(seen).filter((line) => line.includes("failOver"))).toEqual([]);
  const back = { ...password, MasterUserPassword: "it's$(true)\\';--%s" };
  await environment.rds.handlers.ModifyDBInstance(back, environment.call);
  await environment.untilStatus(ID, "available");
});

test("a primary of which every process hangs is replaced, and no acknowledged commit is lost", async () => {
  const before = (await environment.untilRedundant(ID)).AvailabilityZone;
  const committers = startCommitters(endpoint, 2, 1);
  const made = committers.acknowledged;
  try {
    await until(() => made.length > 20, { what: "commits", deadlineMs: 30_000 });
    const postmaster = await primaryPid();
    for (const pid of [postmaster, ...descendants(postmaster)]) process.kill(pid, "SIGSTOP");
    await until(async () => (await zone()) !== before, { what: "the standby to take over", deadlineMs: 60_000 });
    const sofar = made.length;
    await until(() => made.length > sofar + 20, { what: "commits after the failover", deadlineMs: 30_000 });
  } finally {
    await committers.stop();
  }
  expect(await lostCommits(endpoint, made)).toEqual([]);
});

test("while the standby is lost, the instance says so: no second zone, and an event", async () => {
  const { SecondaryAvailabilityZone } = await environment.untilRedundant(ID);
  expect(SecondaryAvailabilityZone).toBeDefined();
  const primary = await primaryPid();
  const standby = environment.rds.resources()[0]!.pids.find((pid) => pid !== primary)!;
  process.kill(standby, "SIGSTOP");
  await until(async () => (await environment.describe(ID)).SecondaryAvailabilityZone === undefined, {
    what: "the second zone to be gone",
    deadlineMs: 60_000,
  });
  const notice = "The standby is not in sync: the DB instance runs without redundancy and can't fail over.";
  await until(async () => (await messages()).includes(notice), { what: "the event", deadlineMs: 30_000 });
  expect((await environment.describe(ID)).DBInstanceStatus).toBe("available");
  await environment.untilRedundant(ID);
});
