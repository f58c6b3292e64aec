import type { CreateCacheClusterMessage } from "@aws-sdk/client-elasticache";
import { elasticacheErrors } from "./errors.ts";
import { checkedIdentifier } from "./identifiers.ts";
import { newRecord, type Surroundings } from "./new-replication-group.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import { withOrigin } from "./restore.ts";

const IDENTIFIER_LENGTH_MAX = 50;

/** Of a group's cluster or one of its own. */
export function checkedClusterId(id: string): string {
  return checkedIdentifier("CacheClusterIdentifier", id, IDENTIFIER_LENGTH_MAX);
}

/** The record of a cache cluster of its own in state `creating`. Throws AWS's error for what it would refuse. */
export function newCacheCluster(input: CreateCacheClusterMessage, around: Surroundings): ReplicationGroupRecord {
  const identifier = checkedClusterId(input.CacheClusterId!);
  refuseMemcached(input);
  const { PreferredAvailabilityZone: zone, NumCacheNodes: _, AZMode: __, ...rest } = withOrigin(input, around);
  if (rest.Engine === undefined) {
    throw elasticacheErrors.invalidValue("The parameter Engine must be provided and must not be null.");
  }
  const request = { ...rest, NumCacheClusters: 1, ...(zone !== undefined && { PreferredCacheClusterAZs: [zone] }) };
  const { nodes, settings, ...record } = newRecord(identifier, "", request, around);
  const { snapshottingClusterId: ___, ...own } = settings;
  return {
    ...record,
    isStandalone: true,
    nodes: [{ ...nodes[0]!, clusterId: identifier }],
    settings: own,
  };
}

/** Throws AWS's error for Memcached and for what only Memcached clusters have. */
export function refuseMemcached(input: CreateCacheClusterMessage): void {
  if (input.Engine?.toLowerCase() === "memcached") {
    throw elasticacheErrors.invalidValue("Invalid parameter value: memcached for Engine. Must be redis or valkey.");
  }
  if (input.NumCacheNodes !== undefined && input.NumCacheNodes !== 1) {
    const isMore = input.NumCacheNodes > 1;
    throw elasticacheErrors.invalidValue(
      isMore
        ? "Cannot create a Redis cluster with a NumCacheNodes parameter greater than 1."
        : `Invalid number of cache nodes: ${input.NumCacheNodes}. Must be 1`,
    );
  }
  if (input.AZMode === "cross-az" || (input.PreferredAvailabilityZones?.length ?? 0) > 1) {
    throw elasticacheErrors.invalidCombination("Cross-AZ mode is supported for Memcached clusters only.");
  }
  if (input.OutpostMode !== undefined || input.PreferredOutpostArn !== undefined) {
    throw elasticacheErrors.notImplemented("Outposts");
  }
}
