import {
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
  DescribeSnapshotsCommand,
  ElastiCacheClient,
  ElastiCacheServiceException,
  TestFailoverCommand,
  type ElastiCacheClientConfig,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import { ParityError } from "../errors.ts";
import type { CacheIdentity, CacheState, ManagedCache } from "./managed-cache.ts";
import type { ServiceEvent } from "./service-event.ts";

const EVENT_WINDOW_MINUTES = 60;
/** The only node group that a replication group without cluster mode has. */
const NODE_GROUP_ID = "0001";

/** A replication group of Amazon ElastiCache, cluster mode disabled. */
export class ElastiCacheCache implements ManagedCache {
  readonly identifier: string;
  readonly #client: ElastiCacheClient;
  /** A fault is injected once: a retry by the SDK could fail over twice. */
  readonly #once: ElastiCacheClient;

  constructor(config: ElastiCacheClientConfig, identifier: string) {
    this.identifier = identifier;
    this.#client = new ElastiCacheClient(config);
    this.#once = new ElastiCacheClient({ ...config, maxAttempts: 1 });
  }

  async describe(): Promise<CacheState> {
    const group = await this.#group();
    const members = group.NodeGroups?.[0]?.NodeGroupMembers ?? [];
    const primary = members.find(({ CurrentRole }) => CurrentRole === "primary");
    return {
      status: group.Status ?? "unknown",
      primary: primary?.CacheClusterId ?? null,
      primaryZone: primary?.PreferredAvailabilityZone ?? null,
      nodes: members.length,
      automaticFailover: group.AutomaticFailover ?? "unknown",
    };
  }

  async testFailover(): Promise<"accepted" | "unknown"> {
    try {
      await this.#once.send(
        new TestFailoverCommand({ ReplicationGroupId: this.identifier, NodeGroupId: NODE_GROUP_ID }),
      );
      return "accepted";
    } catch (error) {
      if (error instanceof ElastiCacheServiceException && error.$fault === "client") throw error;
      return "unknown";
    }
  }

  async identity(): Promise<CacheIdentity> {
    const { Status = "unknown", ReplicationGroupCreateTime } = await this.#group();
    return { status: Status, createdAt: ReplicationGroupCreateTime?.toISOString() ?? null };
  }

  async createSnapshot(snapshot: string): Promise<void> {
    await this.#client.send(new CreateSnapshotCommand({ ReplicationGroupId: this.identifier, SnapshotName: snapshot }));
  }

  async snapshotStatus(snapshot: string): Promise<string> {
    const { Snapshots } = await this.#client.send(new DescribeSnapshotsCommand({ SnapshotName: snapshot }));
    return Snapshots?.[0]?.SnapshotStatus ?? "unknown";
  }

  async deleteSnapshot(snapshot: string): Promise<void> {
    await this.#client.send(new DeleteSnapshotCommand({ SnapshotName: snapshot }));
  }

  async events(): Promise<ServiceEvent[]> {
    const { Events } = await this.#client.send(
      new DescribeEventsCommand({
        SourceIdentifier: this.identifier,
        SourceType: "replication-group",
        Duration: EVENT_WINDOW_MINUTES,
      }),
    );
    return (Events ?? []).map((event) => ({
      date: (event.Date ?? new Date(0)).toISOString(),
      message: event.Message ?? "",
      categories: [],
    }));
  }

  close(): void {
    this.#client.destroy();
    this.#once.destroy();
  }

  async #group(): Promise<ReplicationGroup> {
    const { ReplicationGroups } = await this.#client.send(
      new DescribeReplicationGroupsCommand({ ReplicationGroupId: this.identifier }),
    );
    const group = ReplicationGroups?.[0];
    if (group) return group;
    throw new ParityError("EnvironmentUnknown", `There is no replication group ${this.identifier}; deploy it.`);
  }
}
