import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import { until } from "../../wait/until.ts";
import { lostCommits, startCommitters } from "./testing/committers.ts";
import {
  ask,
  createInstance,
  reach,
  startRdsEnvironment,
  type Reachable,
  type RdsEnvironment,
} from "./testing/rds-environment.ts";

const SOURCE = "orders";
const RENAMED = "orders-renamed";
const REPLICA = "orders-replica";
let instance: TestInstance;
let environment: RdsEnvironment;
let source: Reachable;
let replica: Reachable;

beforeAll(async () => {
  instance = await testInstance();
  environment = await startRdsEnvironment(instance, { walUploadIntervalMs: 1_000 });
  await createInstance(environment, SOURCE, true);
  source = await reach(environment, SOURCE);
  await ask(source, "create table commit_log (id bigint primary key)");
  await ask(source, "insert into commit_log values (0)");
});
afterAll(async () => {
  await environment.stop();
  await instance[Symbol.asyncDispose]();
});

const rds = () => environment.rds.handlers;
const call = () => environment.call;

async function createReplica(identifier: string, of = SOURCE): Promise<Reachable> {
  const asked = { DBInstanceIdentifier: identifier, SourceDBInstanceIdentifier: of };
  await rds().CreateDBInstanceReadReplica(asked, call());
  await environment.untilStatus(identifier, "available");
  return reach(environment, identifier);
}

async function untilReplicated(id: number, endpoint = replica): Promise<void> {
  const rows = () => ask(endpoint, `select from commit_log where id = ${id}`);
  await until(async () => (await rows()).length > 0, { what: `row ${id} on the replica`, deadlineMs: 30_000 });
}

const highest = async (endpoint: Reachable): Promise<number> => {
  const [row] = await ask<{ max: string }>(endpoint, "select max(id) from commit_log");
  return Number(row!.max);
};

test("a source without backups is refused as AWS refuses it", async () => {
  const off = { DBInstanceIdentifier: SOURCE, BackupRetentionPeriod: 0, ApplyImmediately: true };
  await rds().ModifyDBInstance(off, call());
  await environment.untilStatus(SOURCE, "available");
  const asked = { DBInstanceIdentifier: REPLICA, SourceDBInstanceIdentifier: SOURCE };
  await expect(rds().CreateDBInstanceReadReplica(asked, call())).rejects.toMatchObject({
    code: "InvalidDBInstanceState",
    message: expect.stringContaining("Automated backups are not enabled") as string,
  });
  await rds().ModifyDBInstance({ ...off, BackupRetentionPeriod: 1 }, call());
  await environment.untilStatus(SOURCE, "available");
});

test("a replica has what its source has and gets, and takes no writes", async () => {
  replica = await createReplica(REPLICA);
  await untilReplicated(0);
  await ask(source, "insert into commit_log values (1)");
  await untilReplicated(1);
  await expect(ask(replica, "insert into commit_log values (2)")).rejects.toThrow(/read-only transaction/);
  const [sent] = await ask<{ state: string; sync_state: string }>(
    source,
    `select state, sync_state from pg_stat_replication where application_name = 'replica_${REPLICA}'`,
  );
  expect(sent).toEqual({ state: "streaming", sync_state: "async" });
});

test("source and replica name each other, and the replica says that it replicates", async () => {
  expect((await environment.describe(SOURCE)).ReadReplicaDBInstanceIdentifiers).toEqual([REPLICA]);
  const shown = await until(
    async () => {
      const seen = await environment.describe(REPLICA);
      return seen.StatusInfos?.[0]?.Normal ? seen : undefined;
    },
    { what: "the replica to be seen replicating", deadlineMs: 30_000 },
  );
  expect(shown).toMatchObject({
    ReadReplicaSourceDBInstanceIdentifier: SOURCE,
    BackupRetentionPeriod: 0,
    MultiAZ: false,
    StatusInfos: [{ StatusType: "read replication", Normal: true, Status: "replicating" }],
  });
});

test("what AWS refuses for a source and for a replica is refused", async () => {
  const refused = { code: "InvalidDBInstanceState" };
  await expect(rds().StopDBInstance({ DBInstanceIdentifier: SOURCE }, call())).rejects.toMatchObject(refused);
  await expect(rds().StopDBInstance({ DBInstanceIdentifier: REPLICA }, call())).rejects.toMatchObject(refused);
  await expect(rds().PromoteReadReplica({ DBInstanceIdentifier: SOURCE }, call())).rejects.toMatchObject(refused);
  const off = { DBInstanceIdentifier: SOURCE, BackupRetentionPeriod: 0 };
  await expect(rds().ModifyDBInstance(off, call())).rejects.toMatchObject(refused);
});

test("a replica follows its source over a failover under load", async () => {
  const before = (await environment.untilRedundant(SOURCE)).AvailabilityZone;
  const committers = startCommitters(source, 2, 1_000);
  const made = committers.acknowledged;
  try {
    await until(() => made.length > 20, { what: "commits before the failover", deadlineMs: 30_000 });
    await rds().RebootDBInstance({ DBInstanceIdentifier: SOURCE, ForceFailover: true }, call());
    await until(async () => (await environment.describe(SOURCE)).AvailabilityZone !== before, {
      what: "the zones to swap",
      deadlineMs: 60_000,
    });
    const sofar = made.length;
    await until(() => made.length > sofar + 20, { what: "commits after the failover", deadlineMs: 30_000 });
  } finally {
    await committers.stop();
  }
  expect(await lostCommits(source, made)).toEqual([]);
  await untilReplicated(await highest(source));
  expect(await lostCommits(replica, made)).toEqual([]);
});

test("a replica that can't follow any more is copied anew", async () => {
  const { DbiResourceId } = await environment.describe(REPLICA);
  const pids = environment.rds.resources().find(({ name }) => name === REPLICA)!.pids;
  process.kill(pids[0]!, "SIGKILL");
  rmSync(`${instance.directories.data}/rds/${DbiResourceId}/a/global`, { recursive: true });
  await ask(source, "insert into commit_log values (5000000)");
  await until(() => ask(replica, "select from commit_log where id = 5000000").then((rows) => rows.length > 0), {
    what: "the replica to be copied anew",
    deadlineMs: 60_000,
    intervalMs: 200,
  });
});

test("a replica follows its source to a new name and address", async () => {
  const rename = { DBInstanceIdentifier: SOURCE, NewDBInstanceIdentifier: RENAMED, ApplyImmediately: true };
  await rds().ModifyDBInstance(rename, call());
  await environment.untilStatus(RENAMED, "available");
  source = await reach(environment, RENAMED);
  await ask(source, "insert into commit_log values (5500000)");
  await untilReplicated(5_500_000);
  expect((await environment.describe(REPLICA)).ReadReplicaSourceDBInstanceIdentifier).toBe(RENAMED);
});

test("a promoted replica takes writes, keeps its data and has backups on", async () => {
  const second = await createReplica("orders-second", RENAMED);
  await untilReplicated(5_500_000, second);
  const asked = { DBInstanceIdentifier: "orders-second", BackupRetentionPeriod: 3 };
  const { DBInstance } = await rds().PromoteReadReplica(asked, call());
  expect(DBInstance).toMatchObject({ DBInstanceStatus: "modifying" });
  const shown = await environment.untilStatus("orders-second", "available");
  expect(shown).toMatchObject({ BackupRetentionPeriod: 3, ReadReplicaDBInstanceIdentifiers: [] });
  expect(shown.ReadReplicaSourceDBInstanceIdentifier).toBeUndefined();
  await ask(second, "insert into commit_log values (6000000)");
  await until(async () => (await environment.describe("orders-second")).LatestRestorableTime, {
    what: "the promoted replica to be restorable",
    deadlineMs: 30_000,
  });
  expect(await highest(second)).toBe(6_000_000);
  expect((await environment.describe(RENAMED)).ReadReplicaDBInstanceIdentifiers).toEqual([REPLICA]);
});

test("deleting the source promotes its replica", async () => {
  await rds().DeleteDBInstance({ DBInstanceIdentifier: RENAMED, SkipFinalSnapshot: true }, call());
  await until(
    () =>
      environment.describe(RENAMED).then(
        () => false,
        () => true,
      ),
    {
      what: "the source to be gone",
      deadlineMs: 60_000,
    },
  );
  await environment.untilStatus(REPLICA, "available");
  await ask(replica, "insert into commit_log values (7000000)");
  expect(await highest(replica)).toBe(7_000_000);
});
