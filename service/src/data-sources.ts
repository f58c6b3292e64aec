import type { ServiceConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observeDatabase } from "./metrics/observe-database.ts";
import { openDatabase, type Database } from "./postgres/database.ts";
import { RedisLink } from "./redis/redis-link.ts";
import { redisConnection } from "./redis-connection.ts";

export interface DataSources {
  readonly database: Database;
  /** Undefined if none is configured. */
  readonly redis: RedisLink | undefined;
}

/** Connects when first used, so the service starts while any of them is down. */
export async function openDataSources(config: ServiceConfig, metrics: Metrics): Promise<DataSources> {
  const database = await openDatabase(databaseConnection(config), config.DB_POOL_MAX);
  observeDatabase(metrics, "primary", database);
  const connection = redisConnection(config);
  return { database, redis: connection && RedisLink.open(connection) };
}
