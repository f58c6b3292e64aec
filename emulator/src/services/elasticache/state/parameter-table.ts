/** A row: name, data type, allowed values, description, and AWS's default where it isn't the server's own. */
type Row = readonly [
  name: string,
  dataType: "integer" | "string",
  allowed: string,
  description: string,
  awsDefault?: string,
];

const YES_NO = "yes,no";
const POLICIES =
  "volatile-lru,allkeys-lru,volatile-lfu,allkeys-lfu,volatile-random,allkeys-random,volatile-ttl,noeviction";

/** Parameters that an operator may change (ElastiCache User Guide, "Redis OSS and Valkey parameters"). */
export const MODIFIABLE: readonly Row[] = [
  ["acllog-max-len", "integer", "1-10000", "The maximum length of the ACL log."],
  ["activedefrag", "string", YES_NO, "Enables active memory defragmentation."],
  ["active-defrag-cycle-max", "integer", "1-75", "Maximal effort for defrag in CPU percentage."],
  ["active-defrag-cycle-min", "integer", "1-75", "Minimal effort for defrag in CPU percentage."],
  ["active-defrag-ignore-bytes", "integer", "1048576-", "Minimum fragmentation waste to start active defrag."],
  ["active-defrag-max-scan-fields", "integer", "1-1000000", "Fields that are defragmented within the main scan."],
  ["active-defrag-threshold-lower", "integer", "1-100", "Fragmentation percentage at which active defrag starts."],
  ["active-defrag-threshold-upper", "integer", "1-100", "Fragmentation percentage of maximum effort."],
  ["active-expire-effort", "integer", "1-10", "Effort to find keys that have expired."],
  ["activerehashing", "string", YES_NO, "Whether hash tables are rehashed actively."],
  ["client-query-buffer-limit", "integer", "1048576-1073741824", "Maximum size of a single client query buffer."],
  ["hash-max-listpack-entries", "integer", "0-", "Entries up to which a hash is stored compactly."],
  ["hash-max-listpack-value", "integer", "0-", "Size of a value up to which a hash is stored compactly."],
  ["hll-sparse-max-bytes", "integer", "1-16000", "HyperLogLog sparse representation bytes limit."],
  ["latency-tracking", "string", YES_NO, "Whether latencies of commands are tracked."],
  ["lazyfree-lazy-eviction", "string", YES_NO, "Deletes evicted keys asynchronously."],
  ["lazyfree-lazy-expire", "string", YES_NO, "Deletes expired keys asynchronously."],
  ["lazyfree-lazy-server-del", "string", YES_NO, "Deletes overwritten values asynchronously."],
  ["lazyfree-lazy-user-del", "string", YES_NO, "Whether DEL acts like UNLINK."],
  ["lazyfree-lazy-user-flush", "string", YES_NO, "Whether FLUSHALL and FLUSHDB are asynchronous by default."],
  ["lfu-decay-time", "integer", "0-", "Minutes after which the key counter is decremented."],
  ["lfu-log-factor", "integer", "1-", "How fast the key counter saturates."],
  ["list-compress-depth", "integer", "0-", "Nodes at each end of a list that are not compressed."],
  ["list-max-listpack-size", "integer", "-5-", "Entries or size of one node of a list."],
  ["maxmemory-policy", "string", POLICIES, "What is evicted when the memory is used up.", "volatile-lru"],
  ["maxmemory-samples", "integer", "1-", "Keys that are sampled for an eviction.", "3"],
  ["min-replicas-max-lag", "integer", "0-", "Seconds of lag up to which a replica counts."],
  ["min-replicas-to-write", "integer", "0-", "Replicas without which the primary refuses writes."],
  ["notify-keyspace-events", "string", "", "The keyspace events that are published.", ""],
  ["proto-max-bulk-len", "integer", "1048576-536870912", "Maximum size of a single element of a request."],
  ["repl-backlog-size", "integer", "16384-", "Size of the backlog for replicas that were disconnected.", "1048576"],
  ["repl-backlog-ttl", "integer", "0-", "Seconds until the backlog of a primary without replicas is freed."],
  ["replica-ignore-maxmemory", "string", YES_NO, "Whether a replica leaves evictions to its primary."],
  ["replica-lazy-flush", "string", YES_NO, "Flushes a replica asynchronously before a full synchronization."],
  ["set-max-intset-entries", "integer", "0-", "Entries up to which a set of integers is stored compactly."],
  ["slowlog-log-slower-than", "integer", "-1-", "Microseconds from which a command is logged as slow."],
  ["slowlog-max-len", "integer", "0-", "The maximum length of the slow log."],
  ["stream-node-max-bytes", "integer", "0-", "Maximum size of one node of a stream."],
  ["stream-node-max-entries", "integer", "0-", "Maximum number of entries of one node of a stream."],
  ["tcp-keepalive", "integer", "0-", "Seconds between keepalive probes to clients."],
  ["timeout", "integer", "0,20-", "Seconds until an idle client is disconnected; 0 for never."],
  ["tracking-table-max-keys", "integer", "1-100000000", "Keys that are tracked for client-side caching."],
  ["zset-max-listpack-entries", "integer", "0-", "Entries up to which a sorted set is stored compactly."],
  ["zset-max-listpack-value", "integer", "0-", "Size of a value up to which a sorted set is stored compactly."],
];

/** They take effect at a start of the server only. */
export const MODIFIABLE_STATIC: readonly Row[] = [
  ["databases", "integer", "1-1200000", "The number of logical databases."],
];

/** Of ElastiCache's own: no server knows them, the emulator turns them into what servers know. */
export const MODIFIABLE_OWN: readonly Row[] = [
  ["reserved-memory-percent", "integer", "0-100", "Percentage of the memory reserved for nondata use.", "25"],
  ...(["normal", "pubsub", "replica"] as const).flatMap((kind): Row[] => {
    const name = `client-output-buffer-limit-${kind}`;
    return [
      [`${name}-hard-limit`, "integer", "0-", `Bytes of output at which a ${kind} client is disconnected.`],
      [`${name}-soft-limit`, "integer", "0-", `Bytes of output at which a ${kind} client is disconnected in time.`],
      [`${name}-soft-seconds`, "integer", "0-", `Seconds for which a ${kind} client may be over the soft limit.`],
    ];
  }),
];

/** Shown, but fixed by ElastiCache. */
export const FIXED: readonly Row[] = [
  ["appendfsync", "string", "always,everysec,no", "When the append-only file is flushed.", "everysec"],
  ["cluster-enabled", "string", YES_NO, "Whether the server runs in cluster mode.", "no"],
  ["lua-time-limit", "integer", "5000", "Milliseconds that a script may run.", "5000"],
  ["maxclients", "integer", "1-65000", "The maximum number of connected clients."],
];
