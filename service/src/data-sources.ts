import type { ServiceConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { ServiceError } from "./domain/errors.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { observeDatabases } from "./metrics/observe-database.ts";
import { openDatabase, type Database } from "./postgres/database.ts";
import type { Reader } from "./postgres/read-path/reader.ts";
import { openReadPath, type ReadPath } from "./read-path.ts";
import { RedisLink } from "./redis/redis-link.ts";
import { redisConnection } from "./redis-connection.ts";
import type { RecentWrites } from "./usecases/recent-writes.ts";

export interface DataSources {
  readonly database: Database;
  /** What is only read may come from here. */
  readonly reads: Reader;
  /** Undefined if none is configured. */
  readonly redis: RedisLink | undefined;
  /** To be told of every write if there is a replica. */
  readonly recentWrites: RecentWrites | undefined;
  readonly close: () => Promise<void>;
}

/** Connects when first used, so the service starts while any of them is down. Throws `configuration_invalid`. */
export async function openDataSources(config: ServiceConfig, metrics: Metrics): Promise<DataSources> {
  const connection = redisConnection(config);
  if (config.DB_READER_HOST !== undefined && !connection) {
    throw new ServiceError(
      "configuration_invalid",
      "The environment variable DB_READER_HOST needs REDIS_HOST beside it; set both or neither and start again.",
      { param: "DB_READER_HOST" },
    );
  }
  const primary = databaseConnection(config);
  const connections = config.DB_POOL_MAX;
  const database = await openDatabase(primary, connections);
  const redis = connection && RedisLink.open(connection);
  const path =
    redis && config.DB_READER_HOST !== undefined
      ? await openReadPath({
          database,
          redis,
          replica: { ...primary, host: config.DB_READER_HOST },
          connections,
          metrics,
        })
      : undefined;
  observeDatabases(metrics, { primary: database, ...(path && { replica: path.replica }) });
  return {
    database,
    redis,
    reads: path?.reads ?? database,
    recentWrites: path?.recentWrites,
    close: () => closeAll(path, redis, database),
  };
}

async function closeAll(path: ReadPath | undefined, redis: RedisLink | undefined, database: Database): Promise<void> {
  await path?.close();
  redis?.close();
  await database.close();
}
