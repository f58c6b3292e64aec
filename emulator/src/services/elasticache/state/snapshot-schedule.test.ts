import { expect, test } from "vitest";
import type { ReplicationGroupRecord } from "./replication-group.ts";
import { automatedName, expiredSnapshots, isSnapshotDue } from "./snapshot-schedule.ts";
import type { SnapshotRecord } from "./snapshot.ts";

const group = (snapshotRetentionLimit: number, snapshotWindow = "23:30-00:30"): ReplicationGroupRecord =>
  ({
    identifier: "orders",
    resourceId: "group",
    nodes: [],
    settings: { snapshotRetentionLimit, snapshotWindow },
  }) as unknown as ReplicationGroupRecord;
const taken = (createdAt: string, change: Partial<SnapshotRecord> = {}): SnapshotRecord =>
  ({
    name: createdAt,
    source: "automated",
    status: "available",
    sourceResourceId: "group",
    createdAt,
    ...change,
  }) as SnapshotRecord;
const at = new Date("2026-03-02T00:10:00.000Z");

test.each([
  ["the first in an open window", group(3), [], true],
  ["one of this window is there", group(3), [taken("2026-03-01T23:31:00.000Z")], false],
  ["the last is of yesterday's window", group(3), [taken("2026-03-01T00:20:00.000Z")], true],
  ["another group's is there", group(3), [taken("2026-03-01T23:31:00.000Z", { sourceResourceId: "x" })], true],
  ["a user's own is there", group(3), [taken("2026-03-01T23:31:00.000Z", { source: "manual" })], true],
  ["nothing is to be kept", group(0), [], false],
  ["the window is closed", group(3, "04:00-05:00"), [], false],
] as const)("a daily snapshot when %s", (_, record, snapshots, isDue) => {
  expect(isSnapshotDue(record, snapshots, at)).toBe(isDue);
});

test("automated snapshots are kept for their days, those of users and of nobody for ever", () => {
  const old = "2026-02-27T00:09:00.000Z";
  const snapshots = [
    taken(old),
    taken("2026-02-27T00:11:00.000Z"),
    taken(old, { source: "manual" }),
    taken(old, { status: "creating" }),
    taken(old, { sourceResourceId: "gone" }),
  ];
  expect(expiredSnapshots(snapshots, new Map([["group", 3]]), at)).toEqual([snapshots[0]]);
});

test("an automated snapshot is named after its cluster and minute", () => {
  expect(automatedName(group(1), "002", at)).toBe("automatic.orders-002-2026-03-02-00-10");
});
