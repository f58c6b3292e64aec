import type { ModifyReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { expect, test } from "vitest";
import { modifiedReplicationGroup } from "./modify-replication-group.ts";
import { newReplicationGroup } from "./new-replication-group.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";

const engineVersions = [{ engine: "valkey", version: "9.1.2" }] as const;
const now = new Date("2026-01-02T03:04:05Z");
const request = {
  ReplicationGroupId: "orders",
  ReplicationGroupDescription: "d",
  Engine: "valkey",
  CacheNodeType: "cache.t4g.micro",
  NumCacheClusters: 2,
};
const available: ReplicationGroupRecord = {
  ...newReplicationGroup(request, { engineVersions, zones: ["us-east-1a", "us-east-1b"], now }),
  status: "available",
};
const modify = (changes: Partial<ModifyReplicationGroupMessage>, record = available) =>
  modifiedReplicationGroup(record, { ReplicationGroupId: "orders", ...changes }, engineVersions, now);
const encrypted: ReplicationGroupRecord = {
  ...available,
  settings: { ...available.settings, transitEncryption: "required" },
};

test("what is not applied at once is pending, until it is taken back or applied", () => {
  const pending = modify({ AutomaticFailoverEnabled: true, CacheNodeType: "cache.t4g.small" });
  expect(pending.settings).toMatchObject({ automaticFailover: false, nodeType: "cache.t4g.micro" });
  expect(pending.pending).toEqual({ automaticFailover: true, nodeType: "cache.t4g.small" });
  expect(modify({ AutomaticFailoverEnabled: false }, pending).pending).toEqual({ nodeType: "cache.t4g.small" });
  const applied = modify({ ApplyImmediately: true }, pending);
  expect(applied.settings).toMatchObject({ automaticFailover: true, nodeType: "cache.t4g.small" });
  expect(applied.pending).toEqual({});
});

test("encryption in transit comes and goes by way of preferred", () => {
  const step = (record: ReplicationGroupRecord, changes: Partial<ModifyReplicationGroupMessage>) =>
    modify({ ApplyImmediately: true, ...changes }, record);
  expect(() => step(available, { TransitEncryptionEnabled: true })).toThrow(/first be set to preferred/);
  const preferred = step(available, { TransitEncryptionEnabled: true, TransitEncryptionMode: "preferred" });
  const required = step(preferred, { TransitEncryptionMode: "required" });
  expect(required.settings.transitEncryption).toBe("required");
  expect(() => step(required, { TransitEncryptionEnabled: false })).toThrow(/first be set to preferred/);
  const back = step(required, { TransitEncryptionMode: "preferred" });
  expect(step(back, { TransitEncryptionEnabled: false }).settings.transitEncryption).toBe("none");
});

test.each<[string, Partial<ModifyReplicationGroupMessage>, ReplicationGroupRecord, string]>([
  ["InvalidReplicationGroupState", {}, { ...available, status: "creating" }, "it is creating"],
  ["InvalidParameterCombination", { MultiAZEnabled: true }, available, "Automatic failover must be enabled"],
  ["InvalidParameterCombination", { AuthToken: "a-token-of-16-bytes" }, available, "encryption-in-transit"],
  ["InvalidParameterCombination", { AuthToken: "a-token-of-16-bytes" }, encrypted, "ApplyImmediately"],
  ["InvalidParameterValue", { EngineVersion: "8.0" }, available, "Versions present: valkey 9.1.2"],
  ["InvalidParameterValue", { NotificationTopicStatus: "maybe" }, available, "active or inactive"],
  ["CacheClusterNotFound", { SnapshottingClusterId: "other-001" }, available, "other-001"],
])("%s for %j", (code, changes, record, message) => {
  expect(() => modify(changes, record)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) as string }),
  );
});
