import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteDBInstanceCommand,
  DescribeDBInstanceAutomatedBackupsCommand,
  ModifyDBInstanceCommand,
  RestoreDBInstanceToPointInTimeCommand,
  waitUntilDBInstanceAvailable,
  waitUntilDBInstanceDeleted,
  type RDSClient,
} from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { ask } from "@payment-system/emulator/services/rds/testing/rds-environment";
import { startCommitters } from "@payment-system/emulator/services/rds/testing/committers";
import { until } from "@payment-system/emulator/wait/until";
import type { Figure } from "../figure.ts";
import { createBenchDatabase, type BenchDatabase } from "./bench-database.ts";
import { median } from "./median.ts";
import { recoverByHand } from "./recover-by-hand.ts";

const GIGABYTE_ROWS = 1_000_000;
const WAL_SECONDS = 300;
const CLIENTS = 4;
const ROUNDS = 3;
const GOAL = 1.3;
const DEADLINE_S = 1_800;
const RESTORED = { DBInstanceIdentifier: "bench-restored" };

/**
 * A point-in-time restore of a database of 1 GB with five minutes of WAL, from the call until it is available, and by
 * hand what it can't be without: copying the same backup and having a PostgreSQL replay the same WAL. In turns; the ratio
 * is the median of the rounds'.
 */
export async function benchPointInTime(client: RDSClient, instance: Instance): Promise<Figure[]> {
  await using database = await createBenchDatabase(client, instance, "bench-restore", false);
  await fill(database);
  const snapshot = await backUp(client, instance, database);
  const time = await writeFor(client, database, WAL_SECONDS);
  const { DbiResourceId } = await database.describe();
  const archive = join(instance.directories.data, "rds-archive", DbiResourceId!);
  const rounds: { byHand: number; restored: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const scratch = join(instance.directories.data, "bench-by-hand");
    const byHand = await seconds(() => recoverByHand(instance, { snapshot, archive, scratch, time }));
    rmSync(scratch, { recursive: true, force: true });
    rounds.push({ byHand, restored: await seconds(() => restore(client, database, time)) });
    await drop(client);
  }
  const ratio = median(rounds.map(({ byHand, restored }) => restored / byHand));
  const what = `point-in-time restore of 1 GB with ${WAL_SECONDS} s of WAL`;
  return [
    { what: `${what}, by hand`, value: median(rounds.map(({ byHand }) => byHand)), unit: "s", goal: Infinity },
    { what, value: median(rounds.map(({ restored }) => restored)), unit: "s", goal: Infinity },
    { what: `${what} ÷ by hand`, value: ratio, unit: "ratio", goal: GOAL },
  ];
}

/** Random text, because what compresses would be smaller than it says. */
async function fill({ endpoint }: BenchDatabase): Promise<void> {
  await ask(endpoint, "create table commit_log (id bigint primary key)");
  await ask(
    endpoint,
    `create table bulk as select id, (select string_agg(md5(random()::text || part), '') from generate_series(1, 29) as part) as text
       from generate_series(1, ${GIGABYTE_ROWS}) as id`,
  );
  await ask(endpoint, "checkpoint");
}

/** Turns automated backups on, which takes one at once; the directory of that snapshot. */
async function backUp(client: RDSClient, instance: Instance, database: BenchDatabase): Promise<string> {
  const root = join(instance.directories.data, "rds-snapshots");
  const before = new Set(readdirSync(root));
  const named = { DBInstanceIdentifier: database.identifier };
  await client.send(new ModifyDBInstanceCommand({ ...named, BackupRetentionPeriod: 1, ApplyImmediately: true }));
  await waitUntilDBInstanceAvailable({ client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 2 }, named);
  const [made] = readdirSync(root).filter((name) => !before.has(name) && !name.startsWith("."));
  return join(root, made!);
}

/** Commits for so long; the last whole second, once it can be restored. */
async function writeFor(client: RDSClient, database: BenchDatabase, durationSeconds: number): Promise<Date> {
  const committers = startCommitters(database.endpoint, CLIENTS, 1);
  await sleep(durationSeconds * 1_000);
  const time = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const isRestorable = async (): Promise<boolean> => {
    const input = { DBInstanceIdentifier: database.identifier };
    const { DBInstanceAutomatedBackups } = await client.send(new DescribeDBInstanceAutomatedBackupsCommand(input));
    return (DBInstanceAutomatedBackups?.[0]?.RestoreWindow?.LatestTime ?? 0) >= time;
  };
  await until(isRestorable, { what: "the WAL to be archived", deadlineMs: 600_000, intervalMs: 500 });
  await committers.stop();
  return time;
}

/** Without backups of its own, which would be a second copy. */
async function restore(client: RDSClient, { identifier }: BenchDatabase, time: Date): Promise<void> {
  await client.send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDBInstanceIdentifier: identifier,
      TargetDBInstanceIdentifier: RESTORED.DBInstanceIdentifier,
      RestoreTime: time,
      BackupRetentionPeriod: 0,
    }),
  );
  await waitUntilDBInstanceAvailable({ client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 1 }, RESTORED);
}

async function drop(client: RDSClient): Promise<void> {
  await client.send(new DeleteDBInstanceCommand({ ...RESTORED, SkipFinalSnapshot: true }));
  await waitUntilDBInstanceDeleted({ client, maxWaitTime: DEADLINE_S, minDelay: 1, maxDelay: 2 }, RESTORED);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}
