import { join } from "node:path";
import type { RDSClient } from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import {
  ask,
  DATABASE,
  MASTER_PASSWORD,
  MASTER_USERNAME,
} from "@payment-system/emulator/services/rds/testing/rds-environment";
import { ScriptError } from "../../launcher/script-error.mjs";
import type { Figure } from "../figure.ts";
import { pgbench, type PgbenchTarget } from "../pgbench.ts";
import { createBenchDatabase } from "./bench-database.ts";
import { median } from "./median.ts";

/** Port of a server behind an endpoint. */
const MEMBER_PORT = 5432;
const CLIENTS = 4;
const SCALE = 10;
const ROUNDS = 5;
const SECONDS = 10;
const GOAL = 0.85;

/**
 * pgbench's TPC-B-like transactions through the endpoint and straight to the primary behind it, in turns, so that a
 * machine that is busy for a while is busy for both. The ratio is the median of the rounds'.
 */
export async function benchThroughput(client: RDSClient, instance: Instance): Promise<Figure[]> {
  await using database = await createBenchDatabase(client, instance, "bench-throughput", true);
  const { address, port } = database.endpoint;
  const [row] = await ask<{ address: string }>(database.endpoint, "select host(inet_server_addr()) as address");
  const target = (host: string, hostPort: number): PgbenchTarget => ({
    ...{ host, port: hostPort, database: DATABASE, user: MASTER_USERNAME, password: MASTER_PASSWORD },
    caFile: join(instance.directories.certificates, "ca.pem"),
  });
  await pgbench(target(address, port), ["--initialize", "--quiet", "--scale", String(SCALE)]);
  const run = async (host: string, hostPort: number): Promise<number> => {
    const load = ["--client", String(CLIENTS), "--jobs", "2", "--time", String(SECONDS)];
    return transactionsPerSecond(await pgbench(target(host, hostPort), load));
  };
  const rounds: { direct: number; forwarded: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const direct = await run(row!.address, MEMBER_PORT);
    rounds.push({ direct, forwarded: await run(address, port) });
  }
  const ratio = median(rounds.map(({ direct, forwarded }) => forwarded / direct));
  return [
    { unit: "1/s", what: "TPC-B-like transactions, direct", value: median(rounds.map(({ direct }) => direct)) },
    {
      unit: "1/s",
      what: "TPC-B-like transactions, through the endpoint",
      value: median(rounds.map((each) => each.forwarded)),
    },
    {
      what: `TPC-B-like throughput through the endpoint ÷ direct, ${CLIENTS} clients`,
      value: ratio,
      unit: "ratio",
      goal: GOAL,
      atLeast: true,
    },
  ];
}

function transactionsPerSecond(output: string): number {
  const found = /^tps = ([\d.]+)/m.exec(output)?.[1];
  if (found === undefined) throw new ScriptError("pgbench printed no transactions per second.");
  return Number(found);
}
