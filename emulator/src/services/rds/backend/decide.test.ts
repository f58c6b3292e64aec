import fc from "fast-check";
import { expect, test } from "vitest";
import { decide, type Liveness, type Observation } from "./decide.ts";
import type { StandbyState, Topology } from "./topology.ts";

const healthy: Observation = {
  primary: "answering",
  standby: "answering",
  replication: { streaming: true, synchronous: true, lagBytes: 0 },
  notReplicatingMs: 0,
  seeding: false,
  primaryStartsFailed: 0,
  failoversFailed: 0,
  standbyStarts: 0,
};
const synchronous: Topology = { primary: "a", standby: "synchronous", promoting: false, unsafe: false };
const unsynchronised: Topology = { ...synchronous, standby: "unsynchronised" };
const alone: Topology = { ...synchronous, standby: "none" };
const action = (topology: Topology, seen: Partial<Observation>, multiAz = true) =>
  decide(topology, multiAz, { ...healthy, ...seen }).action;

const liveness = fc.constantFrom<Liveness>("down", "answering", "doubtful", "unresponsive");
const topology = fc.record<Topology>({
  primary: fc.constantFrom("a", "b"),
  standby: fc.constantFrom<StandbyState>("none", "unsynchronised", "synchronous"),
  promoting: fc.boolean(),
  unsafe: fc.boolean(),
});
const observation = fc.record<Observation>({
  primary: liveness,
  standby: liveness,
  replication: fc.option(
    fc.record({ streaming: fc.boolean(), synchronous: fc.boolean(), lagBytes: fc.nat(2_000_000) }),
  ),
  notReplicatingMs: fc.nat(20_000),
  seeding: fc.boolean(),
  primaryStartsFailed: fc.nat(4),
  failoversFailed: fc.nat(4),
  standbyStarts: fc.nat(4),
});

test("only a standby that has every acknowledged commit is ever promoted, and only when the primary is lost", () => {
  fc.assert(
    fc.property(topology, fc.boolean(), observation, (durable, multiAz, seen) => {
      if (decide(durable, multiAz, seen).action !== "failOver") return;
      expect(durable.standby).toBe("synchronous");
      expect(seen.standby).toBe("answering");
      expect(["down", "unresponsive"]).toContain(seen.primary);
    }),
  );
});

test("no server is touched while the primary may only be slow", () => {
  fc.assert(
    fc.property(topology, fc.boolean(), observation, (durable, multiAz, seen) => {
      expect(decide(durable, multiAz, { ...seen, primary: "doubtful" }).action).toBe("nothing");
    }),
  );
});

test("a standby becomes synchronous only from a copy that streams and has nearly caught up", () => {
  fc.assert(
    fc.property(topology, fc.boolean(), observation, (durable, multiAz, seen) => {
      if (decide(durable, multiAz, seen).action !== "synchroniseStandby") return;
      expect(durable.standby).toBe("unsynchronised");
      expect(seen.replication).toMatchObject({ streaming: true });
      expect(seen.replication!.lagBytes).toBeLessThanOrEqual(1_048_576);
    }),
  );
});

test.each([
  ["in sync", synchronous, {}, "nothing"],
  ["primary killed", synchronous, { primary: "down" }, "failOver"],
  ["primary hung", synchronous, { primary: "unresponsive" }, "failOver"],
  ["primary killed, standby behind", unsynchronised, { primary: "down" }, "startPrimary"],
  ["primary killed, standby hung", synchronous, { primary: "down", standby: "unresponsive" }, "startPrimary"],
  ["primary killed, no standby", alone, { primary: "down", standby: "down" }, "startPrimary"],
  ["failover failed again and again", synchronous, { primary: "down", failoversFailed: 3 }, "startPrimary"],
  [
    "primary does not start, standby is down",
    synchronous,
    { primary: "down", standby: "down", primaryStartsFailed: 3 },
    "startStandby",
  ],
  ["primary does not start, no standby", alone, { primary: "down", standby: "down", primaryStartsFailed: 3 }, "giveUp"],
  ["standby killed while commits wait for it", synchronous, { standby: "down" }, "distrustStandby"],
  ["standby hung while commits wait for it", synchronous, { standby: "unresponsive" }, "distrustStandby"],
  ["standby stopped streaming", synchronous, { replication: null, notReplicatingMs: 3_001 }, "distrustStandby"],
  ["distrusted standby is down", unsynchronised, { standby: "down" }, "startStandby"],
  ["distrusted standby keeps ending", unsynchronised, { standby: "down", standbyStarts: 3 }, "discardStandby"],
  ["standby does not stream", unsynchronised, { replication: null, notReplicatingMs: 10_001 }, "discardStandby"],
  ["standby has caught up", unsynchronised, {}, "synchroniseStandby"],
  ["no copy", alone, { standby: "down" }, "seedStandby"],
  ["copy under way", alone, { standby: "down", seeding: true }, "nothing"],
  ["a fault is on", { ...synchronous, unsafe: true }, { replication: null, notReplicatingMs: 9_000 }, "nothing"],
  ["a fault is on, primary killed", { ...synchronous, unsafe: true }, { primary: "down" }, "failOver"],
] as const)("%s: %#", (_case, durable, seen, expected) => {
  expect(action(durable, seen)).toBe(expected);
});

test("a single-AZ instance has no standby", () => {
  expect(action(synchronous, {}, false)).toBe("discardStandby");
  expect(action(alone, { standby: "down" }, false)).toBe("nothing");
});
