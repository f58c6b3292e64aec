import type { ServiceEvent } from "./service-event.ts";

/** The members of DescribeReplicationGroups that a failover changes. */
export type CacheState = {
  readonly status: string;
  /** Identifier of the node that takes writes; null if none is said to. */
  readonly primary: string | null;
  readonly primaryZone: string | null;
  readonly nodes: number;
  readonly automaticFailover: string;
};

/** Which cache is in service under a name: a restored one was created at another time. */
export type CacheIdentity = {
  readonly status: string;
  readonly createdAt: string | null;
};

/** A replicated cache as its operator sees it. */
export interface ManagedCache {
  readonly identifier: string;
  describe(): Promise<CacheState>;
  /** Asks for a failover test. Throws if the API refused; `unknown` if it gave no definite answer. */
  testFailover(): Promise<"accepted" | "unknown">;
  identity(): Promise<CacheIdentity>;
  createSnapshot(snapshot: string): Promise<void>;
  snapshotStatus(snapshot: string): Promise<string>;
  deleteSnapshot(snapshot: string): Promise<void>;
  /** What was recorded about the cache during the last hour. */
  events(): Promise<ServiceEvent[]>;
}
