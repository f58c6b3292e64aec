import type { CreateReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { expect, test } from "vitest";
import { newReplicationGroup } from "./new-replication-group.ts";

const around = {
  engineVersions: [
    { engine: "valkey", version: "9.1.2" },
    { engine: "redis", version: "7.2.4" },
    { engine: "redis", version: "7.0.15" },
  ] as const,
  zones: ["us-east-1a", "us-east-1b"],
  now: new Date("2026-01-02T03:04:05Z"),
};
const minimal: CreateReplicationGroupMessage = {
  ReplicationGroupId: "Orders",
  ReplicationGroupDescription: "d",
  CacheNodeType: "cache.t4g.micro",
};
const create = (changes: Partial<CreateReplicationGroupMessage> = {}) =>
  newReplicationGroup({ ...minimal, ...changes }, around);

test("AWS's defaults", () => {
  expect(create()).toMatchObject({
    identifier: "orders",
    status: "creating",
    engine: "redis",
    engineVersion: "7.2.4",
    port: 6379,
    nodes: [{ name: "001", zone: "us-east-1a" }],
    parameterGroupName: "default.redis7",
    subnetGroupName: "default",
    authentication: { tokenHashes: [], isOptional: true },
    settings: {
      automaticFailover: false,
      multiAz: false,
      transitEncryption: "none",
      atRestEncryption: false,
      snapshotRetentionLimit: 0,
      autoMinorVersionUpgrade: true,
    },
  });
});

test("nodes are spread over the zones", () => {
  const zones = create({ NumCacheClusters: 4 }).nodes.map(({ zone }) => zone.at(-1));
  expect(zones.join("")).toBe("abab");
  expect(create({ ReplicasPerNodeGroup: 2 }).nodes.map(({ name }) => name)).toEqual(["001", "002", "003"]);
  const preferred = create({ NumCacheClusters: 2, PreferredCacheClusterAZs: ["us-east-1b", "us-east-1a"] });
  expect(preferred.nodes.map(({ zone }) => zone)).toEqual(["us-east-1b", "us-east-1a"]);
});

test.each([
  ["7", "7.2.4"],
  ["7.0", "7.0.15"],
  ["7.x", "7.2.4"],
  ["7.0.15", "7.0.15"],
])("the version %s is the one that runs: %s", (asked, runs) => {
  expect(create({ EngineVersion: asked }).engineVersion).toBe(runs);
});

test.each<[string, Partial<CreateReplicationGroupMessage>, string]>([
  ["InvalidParameterValue", { EngineVersion: "7.1" }, "valkey 9.1.2, redis 7.2.4, redis 7.0.15"],
  ["InvalidParameterValue", { Engine: "memcached" }, "memcached"],
  ["InvalidParameterValue", { ReplicationGroupId: "1st" }, "not a valid identifier"],
  ["InvalidParameterValue", { ReplicationGroupId: "a".repeat(41) }, "not a valid identifier"],
  ["InvalidParameterValue", { ReplicationGroupId: "a--b" }, "not a valid identifier"],
  ["InvalidParameterValue", { CacheNodeType: "cache.z9.huge" }, "cache.z9.huge"],
  ["InvalidParameterValue", { NumCacheClusters: 7 }, "between 1 and 6"],
  ["InvalidParameterValue", { Port: 80 }, "between 1024 and 65535"],
  ["InvalidParameterValue", { SnapshotRetentionLimit: 36 }, "between 0 and 35"],
  ["InvalidParameterValue", { SnapshotWindow: "03:00-03:30" }, "at least 60 minutes"],
  ["InvalidParameterValue", { PreferredMaintenanceWindow: "someday" }, "ddd:hh24:mi"],
  ["InvalidParameterValue", { PreferredCacheClusterAZs: ["eu-west-1a"] }, "eu-west-1a"],
  ["InvalidParameterCombination", { AutomaticFailoverEnabled: true }, "there must be at least 2 cache clusters"],
  ["InvalidParameterCombination", { NumCacheClusters: 2, MultiAZEnabled: true }, "Automatic failover must be enabled"],
  ["InvalidParameterCombination", { AuthToken: "a-token-of-16-bytes" }, "only supported when encryption-in-transit"],
  ["InvalidParameterCombination", { NumCacheClusters: 2, ReplicasPerNodeGroup: 1 }, "not both"],
  ["InvalidParameterCombination", { TransitEncryptionMode: "preferred" }, "TransitEncryptionEnabled is true"],
  ["InvalidParameterValue", { TransitEncryptionEnabled: true, AuthToken: "short" }, "Invalid AuthToken provided."],
  ["NotImplemented", { NumNodeGroups: 2 }, "Cluster mode"],
])("%s for %j", (code, changes, message) => {
  expect(() => create(changes)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
  );
});
