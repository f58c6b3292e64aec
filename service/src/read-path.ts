import type { Metrics } from "./metrics/metrics.ts";
import type { ConnectionOptions } from "./postgres/connection-options.ts";
import { openDatabase, type Database } from "./postgres/database.ts";
import { createReadPath } from "./postgres/read-path/read-path.ts";
import type { Reader } from "./postgres/read-path/reader.ts";
import { ReplicaFreshness } from "./postgres/read-path/replica-freshness.ts";
import type { RedisLink } from "./redis/redis-link.ts";
import { createSharedRecentWrites } from "./redis/shared-recent-writes.ts";
import type { RecentWrites } from "./usecases/recent-writes.ts";

/** For the replica to answer; then the primary is asked. */
const ANSWER_MS_MAX = 500;

export interface ReadPath {
  readonly replica: Database;
  readonly reads: Reader;
  readonly recentWrites: RecentWrites;
  close(): Promise<void>;
}

export interface ReadPathOptions {
  readonly database: Database;
  readonly redis: RedisLink;
  /** Where it is. */
  readonly replica: ConnectionOptions;
  /** How many requests may use the replica at a time. */
  readonly connections: number;
  readonly metrics: Metrics;
}

/** Reads from a replica, with what whoever reads has written. */
export async function openReadPath({
  database,
  redis,
  replica: connection,
  connections,
  metrics,
}: ReadPathOptions): Promise<ReadPath> {
  const replica = await openDatabase(connection, connections, ANSWER_MS_MAX);
  const freshness = new ReplicaFreshness(database, replica);
  const recentWrites = createSharedRecentWrites(redis);
  const onRead = (from: string): void => metrics.reads.inc({ database: from });
  return {
    replica,
    recentWrites,
    reads: createReadPath({ primary: database, replica, freshness, writes: recentWrites, onRead }),
    close: async () => {
      freshness.stop();
      await replica.close();
    },
  };
}
