import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
let nextId = 1;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance);
  await createInstance(environment, ID, true);
  endpoint = await reach(environment, ID);
  await ask(endpoint, "create table commit_log (id bigint primary key)");
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

async function underLoad(work: (committers: Committers) => Promise<void>): Promise<{ lost: number[]; acked: number }> {
  await environment.untilRedundant(ID);
  const committers = startCommitters(endpoint, 2, nextId);
  await progress(committers);
  try {
    await work(committers);
    await progress(committers);
  } finally {
    await committers.stop();
  }
  nextId = Math.max(...committers.acknowledged) + 1_000;
  return { lost: await lostCommits(endpoint, committers.acknowledged), acked: committers.acknowledged.length };
}

/** More commits are acknowledged from now on. */
async function progress({ acknowledged }: Committers): Promise<void> {
  const before = acknowledged.length;
  await until(() => acknowledged.length > before + 20, { what: "20 more commits", deadlineMs: 30_000 });
}

const servers = (): readonly number[] => environment.rds.resources()[0]!.pids;
const zone = async (): Promise<string> => (await environment.describe(ID)).AvailabilityZone!;
const event = async (message: string): Promise<boolean> => {
  const { Events = [] } = await environment.rds.handlers.DescribeEvents({}, environment.call);
  return Events.at(-1)?.Message?.startsWith(message) === true;
};

/** Process ids of the primary and the standby; member a is in zone a. */
async function pids(): Promise<{ primary: number; standby: number }> {
  const [a, b] = servers();
  return (await zone()).endsWith("a") ? { primary: a!, standby: b! } : { primary: b!, standby: a! };
}

const FAULTS: Record<string, () => Promise<unknown>> = {
  "forced failover": async () => {
    await environment.rds.handlers.RebootDBInstance(
      { DBInstanceIdentifier: ID, ForceFailover: true },
      environment.call,
    );
  },
  "primary's postmaster killed": async () => process.kill((await pids()).primary, "SIGKILL"),
  "primary hung": async () => process.kill((await pids()).primary, "SIGSTOP"),
};

test.each(Object.keys(FAULTS))("%s: the standby takes over and no acknowledged commit is lost", async (fault) => {
  const before = await zone().catch(() => "");
  const { lost } = await underLoad(async () => {
    await FAULTS[fault]!();
    await until(async () => (await zone()) !== before, { what: "the zones to swap", deadlineMs: 30_000 });
  });
  expect(lost).toEqual([]);
  const redundant = await environment.untilRedundant(ID);
  expect(redundant.SecondaryAvailabilityZone).toBe(before);
});

test("a standby that missed commits is not promoted when the primary is lost next", async () => {
  const { AvailabilityZone: before, DbiResourceId: resourceId } = await environment.untilRedundant(ID);
  const passwords = join(instance.directories.data, "rds", resourceId!, "replication.pgpass");
  const good = readFileSync(passwords);
  const { lost } = await underLoad(async (committers) => {
    const { primary, standby } = await pids();
    writeFileSync(passwords, "*:*:*:*:wrong");
    process.kill(standby, "SIGKILL");
    const isBack = (): boolean => servers().length === 2 && !servers().includes(standby);
    await until(isBack, { what: "the standby to run again, cut off", deadlineMs: 30_000 });
    await progress(committers);
    process.kill(primary, "SIGKILL");
    await until(() => !servers().includes(primary), { what: "the primary to be gone", deadlineMs: 30_000 });
    writeFileSync(passwords, good);
  });
  expect(lost).toEqual([]);
  expect(await zone()).toBe(before);
});

test("primary and standby lost at once: everything acknowledged is there again", async () => {
  const { lost } = await underLoad(async () => {
    const { primary, standby } = await pids();
    process.kill(standby, "SIGKILL");
    process.kill(primary, "SIGKILL");
  });
  expect(lost).toEqual([]);
  await environment.untilRedundant(ID);
});

test("a primary that dies right after the standby came back in sync loses nothing", async () => {
  const { lost } = await underLoad(async () => {
    process.kill((await pids()).standby, "SIGKILL");
    await until(() => event("The standby is not in sync"), { what: "the standby to be given up", deadlineMs: 30_000 });
    await until(() => event("Primary and standby are in sync"), { what: "the standby to be back", deadlineMs: 30_000 });
    process.kill((await pids()).primary, "SIGKILL");
  });
  expect(lost).toEqual([]);
});

test("an asynchronous standby, promoted all the same, is seen to lose acknowledged commits", async () => {
  const { lost } = await underLoad(async (committers) => {
    await callRoute(environment.rds, "POST", `/faults/rds/${ID}/asynchronous-standby`);
    await progress(committers);
    await callRoute(environment.rds, "POST", `/faults/rds/${ID}/kill-primary`);
  });
  expect(lost.length).toBeGreaterThan(0);
  await callRoute(environment.rds, "DELETE", `/faults/rds/${ID}/asynchronous-standby`);
  await environment.untilRedundant(ID);
});

test("a healed standby is synchronous again", async () => {
  const { lost } = await underLoad(async (committers) => {
    await callRoute(environment.rds, "POST", `/faults/rds/${ID}/asynchronous-standby`);
    await progress(committers);
    await callRoute(environment.rds, "DELETE", `/faults/rds/${ID}/asynchronous-standby`);
    await environment.untilRedundant(ID);
    process.kill((await pids()).primary, "SIGKILL");
  });
  expect(lost).toEqual([]);
});
