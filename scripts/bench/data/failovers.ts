import { RebootDBInstanceCommand, type RDSClient } from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import type { ResourceStatus } from "@payment-system/emulator/services/emulated-service";
import {
  lostCommits,
  startCommitters,
  type Committers,
} from "@payment-system/emulator/services/rds/testing/committers";
import { ask } from "@payment-system/emulator/services/rds/testing/rds-environment";
import { until } from "@payment-system/emulator/wait/until";
import type { Figure } from "../figure.ts";
import { createBenchDatabase, type BenchDatabase } from "./bench-database.ts";
import { median } from "./median.ts";

const ROUNDS = 100;
const CLIENTS = 4;
const DEADLINE_MS = 60_000;
const GAP_GOAL_MS = 150;
/** Measured with Patroni 4.1.5 and its defaults (ttl 30, loop_wait 10): the same kill, the same client. */
const PATRONI_GAP_MS = 27_400;

type Fault = "forced failover" | "primary killed" | "primary hung" | "standby killed";
/** Half of the rounds are forced failovers, whose gap is a figure of its own. */
const FAULTS: readonly Fault[] = [
  ...(["forced failover", "primary killed", "forced failover", "standby killed"] as const),
  ...(["forced failover", "primary hung"] as const),
];

/** Commits that were acknowledged and are gone after faults under load, and how long forced failovers keep writes off. */
export async function benchFailovers(client: RDSClient, instance: Instance): Promise<Figure[]> {
  await using database = await createBenchDatabase(client, instance, "bench-failovers", true);
  await ask(database.endpoint, "create table commit_log (id bigint primary key)");
  const committers = startCommitters(database.endpoint, CLIENTS, 1);
  const gapsMs: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const fault = FAULTS[round % FAULTS.length]!;
      await database.untilRedundant();
      await progress(committers);
      committers.startGap();
      await inject(fault, client, instance, database);
      await progress(committers);
      if (fault === "forced failover") gapsMs.push(committers.longestGapMs());
      process.stderr.write(`${round + 1}/${ROUNDS} ${fault}: ${Math.round(committers.longestGapMs())} ms\n`);
    }
  } finally {
    await committers.stop();
  }
  const lost = await lostCommits(database.endpoint, committers.acknowledged);
  const gap = median(gapsMs);
  return [
    {
      what: `acknowledged commits over ${ROUNDS} failovers and kills`,
      value: committers.acknowledged.length,
      unit: "count",
      goal: 1_000,
      atLeast: true,
    },
    {
      what: `acknowledged commits lost over ${ROUNDS} failovers and kills`,
      value: lost.length,
      unit: "count",
      goal: 0,
    },
    {
      what: `write gap of a SQL client on forced failover, median of ${gapsMs.length}`,
      value: gap,
      unit: "ms",
      goal: GAP_GOAL_MS,
    },
    { what: "the same ÷ Patroni's with its defaults (27.4 s)", value: gap / PATRONI_GAP_MS, unit: "ratio", goal: 0.01 },
  ];
}

async function progress({ acknowledged }: Committers): Promise<void> {
  const before = acknowledged.length;
  await until(() => acknowledged.length > before + 20, { what: "20 more commits", deadlineMs: DEADLINE_MS });
}

/** Returns once the fault has had its effect: roles are swapped, or the standby's process is gone. */
async function inject(fault: Fault, client: RDSClient, instance: Instance, database: BenchDatabase): Promise<void> {
  const { AvailabilityZone: zone } = await database.describe();
  const { primary, standby } = await processes(instance, database, zone!);
  if (fault === "standby killed") {
    process.kill(standby, "SIGKILL");
    return;
  }
  if (fault === "forced failover") {
    const forced = { DBInstanceIdentifier: database.identifier, ForceFailover: true };
    await client.send(new RebootDBInstanceCommand(forced));
  } else {
    process.kill(primary, fault === "primary hung" ? "SIGSTOP" : "SIGKILL");
  }
  await until(async () => (await database.describe()).AvailabilityZone !== zone, {
    what: "the standby to take over",
    deadlineMs: DEADLINE_MS,
  });
}

/** Process ids of the two servers; the first is in the region's zone a. */
async function processes(
  { endpointUrl }: Instance,
  { identifier }: BenchDatabase,
  primaryZone: string,
): Promise<{ primary: number; standby: number }> {
  const answer = await fetch(`${endpointUrl}/_emulator/resources`);
  const { resources } = (await answer.json()) as { resources: ResourceStatus[] };
  const [a, b] = resources.find(({ name }) => name === identifier)!.pids;
  return primaryZone.endsWith("a") ? { primary: a!, standby: b! } : { primary: b!, standby: a! };
}
