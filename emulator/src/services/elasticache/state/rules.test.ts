import { expect, test } from "vitest";
import { newReplicationGroup } from "./new-replication-group.ts";
import { checkValue, parameterCatalogue, serverSettings } from "./parameter-catalogue.ts";
import { checkedValues, valuesAfterReset } from "./parameter-group.ts";
import { fewerReplicas, moreReplicas } from "./replica-count.ts";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import { countedTestFailover } from "./test-failover-quota.ts";
import { checkWindows, defaultWindows, isWithinMaintenanceWindow } from "./windows.ts";

const catalogue = parameterCatalogue(
  new Map([
    ["maxmemory-policy", "noeviction"],
    ["timeout", "0"],
    ["databases", "16"],
    ["client-output-buffer-limit", "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"],
  ]),
);

test("the catalogue has what the server has, with AWS's default where it differs", () => {
  expect(catalogue.get("maxmemory-policy")).toMatchObject({ defaultValue: "volatile-lru", isModifiable: true });
  expect(catalogue.get("databases")).toMatchObject({ changeType: "requires-reboot", defaultValue: "16" });
  expect(catalogue.get("client-output-buffer-limit-pubsub-soft-limit")?.defaultValue).toBe("8388608");
  expect(catalogue.has("activedefrag")).toBe(false);
});

test("values become the server's settings, memory less what is reserved", () => {
  const values = {
    "reserved-memory-percent": "50",
    "client-output-buffer-limit-normal-hard-limit": "1024",
    timeout: "30",
  };
  expect(serverSettings(catalogue, values, 1_000)).toEqual({
    "client-output-buffer-limit": "normal 1024 0 0 pubsub 33554432 8388608 60 slave 268435456 67108864 60",
    databases: "16",
    maxmemory: "500",
    "maxmemory-policy": "volatile-lru",
    timeout: "30",
  });
});

test.each([
  ["timeout", "0", true],
  ["timeout", "20", true],
  ["timeout", "19", false],
  ["timeout", "1e2", false],
  ["timeout", "-1", false],
  ["maxmemory-policy", "allkeys-lru", true],
  ["maxmemory-policy", "allkeys", false],
  ["reserved-memory-percent", "101", false],
])("%s = %s is allowed: %s", (name, value, isAllowed) => {
  const check = (): void => checkValue(catalogue.get(name)!, value);
  if (isAllowed) expect(check).not.toThrow();
  else expect(check).toThrow(/allowed values are/);
});

test("only parameters that exist and may be changed are", () => {
  const named = (ParameterName: string) => [{ ParameterName, ParameterValue: "1" }];
  expect(() => checkedValues(named("nonsense"), catalogue)).toThrow("Could not find parameter with name: nonsense");
  expect(() => checkedValues(named("maxclients"), catalogue)).toThrow(/cannot be modified/);
  expect(() => checkedValues([], catalogue)).toThrow(/1 to 20 parameters/);
  const values = { timeout: "30", databases: "4" };
  expect(valuesAfterReset(values, { all: false, names: ["timeout"] }, catalogue)).toEqual({ databases: "4" });
  expect(valuesAfterReset(values, { all: true, names: [] }, catalogue)).toEqual({});
  expect(() => valuesAfterReset(values, { all: true, names: ["timeout"] }, catalogue)).toThrow(/not both/);
});

test("the sixteenth failover test of a day is refused, the next day's is not", () => {
  const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 1, hour));
  let calls: string[] = [];
  for (let hour = 0; hour < 15; hour++) calls = countedTestFailover(calls, at(hour), 15);
  expect(() => countedTestFailover(calls, at(23), 15)).toThrow(
    expect.objectContaining({ code: "APICallRateForCustomerExceeded" }),
  );
  expect(countedTestFailover(calls, at(24), 15)).toHaveLength(15);
});

test("windows follow from the identifier, are valid and contain their times", () => {
  const { snapshot, maintenance } = defaultWindows("orders");
  expect(defaultWindows("orders")).toEqual({ snapshot, maintenance });
  expect(() => checkWindows(snapshot, maintenance)).not.toThrow();
  expect(() => checkWindows("25:00-26:00", maintenance)).toThrow(/Invalid time of day/);
  const at = (text: string) => isWithinMaintenanceWindow("sat:23:30-sun:01:00", new Date(`${text}Z`));
  expect([
    at("2026-01-03T23:29:00"),
    at("2026-01-03T23:30:00"),
    at("2026-01-04T00:59:00"),
    at("2026-01-04T01:00:00"),
  ]).toEqual([false, true, true, false]);
});

const placement = { multiAz: true, zones: ["us-east-1a", "us-east-1b"], at: "2026-01-02T03:04:05.000Z" };
const request = {
  ReplicationGroupId: "orders",
  ReplicationGroupDescription: "d",
  CacheNodeType: "cache.t4g.micro",
  NumCacheClusters: 3,
  AutomaticFailoverEnabled: true,
};
const group: ReplicationGroupRecord = {
  ...newReplicationGroup(request, {
    engineVersions: [{ engine: "redis", version: "7.0.15" }],
    zones: placement.zones,
    now: new Date(placement.at),
  }),
  status: "available",
};

test("replicas come with the next free names and go youngest first, never the primary", () => {
  const names = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name);
  const count = (NewReplicaCount: number) => ({
    ReplicationGroupId: "orders",
    ApplyImmediately: true,
    NewReplicaCount,
  });
  expect(names(moreReplicas(group, count(4), placement))).toEqual(["001", "002", "003", "004", "005"]);
  expect(names(fewerReplicas(group, count(1), "003"))).toEqual(["001", "003"]);
  const named = { ...count(1), ReplicasToRemove: ["orders-001"] };
  expect(names(fewerReplicas(group, named, "002"))).toEqual(["002", "003"]);
  expect(() => fewerReplicas(group, named, "001")).toThrow(/primary can't be removed/);
  expect(() => fewerReplicas(group, count(0), "001")).toThrow(/at least 2 cache clusters/);
  expect(() => moreReplicas(group, count(2), placement)).toThrow(/greater than the current 2/);
  expect(() => moreReplicas(group, count(6), placement)).toThrow(/between 0 and 5/);
});
