import { RDSClient } from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { createBenchDatabase } from "./data/bench-database.ts";
import { benchControlPlane } from "./data/control-plane.ts";
import { benchFailovers } from "./data/failovers.ts";
import { benchPointInTime } from "./data/point-in-time.ts";
import { benchRedisFailovers } from "./data/redis-failovers.ts";
import { benchThroughput } from "./data/throughput.ts";
import type { Figure } from "./figure.ts";

/** What the emulated RDS and ElastiCache lose and how long they are away, and how fast RDS restores, serves and answers. */
export async function benchData(instance: Instance): Promise<Figure[]> {
  const client = new RDSClient({});
  const database = await createBenchDatabase(client, instance, "bench-data", true);
  const throughput = await benchThroughput(instance, database);
  const failovers = await benchFailovers(client, instance, database);
  await database.delete();
  const restores = await benchPointInTime(client, instance);
  const redis = await benchRedisFailovers(instance);
  return [...failovers, ...redis, ...throughput, ...restores, ...(await benchControlPlane(client, instance))];
}
