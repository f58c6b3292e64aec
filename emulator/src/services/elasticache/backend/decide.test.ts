import fc from "fast-check";
import { expect, test } from "vitest";
import { decide, type Liveness, type NodeObservation, type Observation } from "./decide.ts";
import type { NodeState, Topology } from "./topology.ts";

const ADDRESSES: Readonly<Record<string, string>> = { "001": "127.0.0.1", "002": "127.0.0.2", "003": "127.0.0.3" };
const follows = (of: string, isLinkUp = true): NodeObservation["replication"] => ({
  ...{ role: "replica", primaryAddress: ADDRESSES[of], isLinkUp, isSyncing: false, offset: 1 },
  acknowledged: new Map(),
});
const leads: NodeObservation["replication"] = {
  ...{ role: "primary", primaryAddress: undefined, isLinkUp: false, isSyncing: false, offset: 1 },
  acknowledged: new Map(),
};

function seen(nodes: Record<string, Partial<NodeObservation> & { liveness: Liveness }>): Observation {
  return {
    nodes: new Map(
      Object.entries(nodes).map(([name, node]) => [
        name,
        { replication: undefined, unlinkedMs: 0, isConfirmed: true, address: ADDRESSES[name]!, ...node },
      ]),
    ),
  };
}

const topology = (nodes: Record<string, NodeState>, primary = "001"): Topology => ({ primary, nodes });
const wanted = (names: string[], automaticFailover = true) => ({ nodes: new Set(names), automaticFailover });
const healthy = { liveness: "answering", replication: leads } as const;
const replica = { liveness: "answering", replication: follows("001") } as const;
const both = topology({ "001": "inSync", "002": "inSync" });
const two = ["001", "002"];

test.each([
  ["everything is well", both, wanted(two), seen({ "001": healthy, "002": replica }), { kind: "nothing" }],
  [
    "the primary is dead",
    both,
    wanted(two),
    seen({ "001": { liveness: "down" }, "002": replica }),
    { kind: "failOver" },
  ],
  [
    "the primary hangs",
    both,
    wanted(two),
    seen({ "001": { liveness: "unresponsive" }, "002": replica }),
    { kind: "failOver" },
  ],
  [
    "the primary is slow",
    both,
    wanted(two),
    seen({ "001": { liveness: "doubtful" }, "002": replica }),
    { kind: "nothing" },
  ],
  [
    "the primary is dead and failover is manual",
    both,
    wanted(two, false),
    seen({ "001": { liveness: "down" }, "002": replica }),
    { kind: "restorePrimary", from: "002" },
  ],
  [
    "the primary is dead and the replica has not had all data",
    topology({ "001": "inSync", "002": "creating" }),
    wanted(two),
    seen({ "001": { liveness: "down" }, "002": replica }),
    { kind: "replacePrimary" },
  ],
  [
    "the primary is dead and the replica is slow",
    both,
    wanted(two),
    seen({ "001": { liveness: "down" }, "002": { liveness: "doubtful" } }),
    { kind: "nothing" },
  ],
  [
    "the chosen primary still follows another",
    both,
    wanted(two),
    seen({ "001": { liveness: "answering", replication: follows("002") }, "002": replica }),
    { kind: "promotePrimary" },
  ],
  [
    "a node is missing",
    both,
    wanted([...two, "003"]),
    seen({ "001": healthy, "002": replica }),
    { kind: "addNode", node: "003" },
  ],
  [
    "a node is too many",
    both,
    wanted(["001"]),
    seen({ "001": healthy, "002": replica }),
    { kind: "removeNode", node: "002" },
  ],
  [
    "a replica is dead",
    both,
    wanted(two),
    seen({ "001": healthy, "002": { liveness: "down" } }),
    { kind: "replaceNode", node: "002" },
  ],
  [
    "a replica follows the old primary",
    both,
    wanted(two),
    seen({ "001": healthy, "002": { liveness: "answering", replication: follows("003") } }),
    { kind: "followPrimary", node: "002" },
  ],
  [
    "a replica has its copy",
    topology({ "001": "inSync", "002": "recovering" }),
    wanted(two),
    seen({ "001": healthy, "002": replica }),
    { kind: "admitNode", node: "002" },
  ],
  [
    "a replica has to show that it is in sync",
    both,
    wanted(two),
    seen({ "001": healthy, "002": { ...replica, isConfirmed: false } }),
    { kind: "admitNode", node: "002" },
  ],
  [
    "a replica is still without its copy",
    topology({ "001": "inSync", "002": "recovering" }),
    wanted(two),
    seen({ "001": healthy, "002": { liveness: "answering", replication: follows("001", false) } }),
    { kind: "nothing" },
  ],
  [
    "a replica lost its primary for long",
    both,
    wanted(two),
    seen({ "001": healthy, "002": { ...replica, replication: follows("001", false), unlinkedMs: 31_000 } }),
    { kind: "replaceNode", node: "002" },
  ],
] as const)("%s", (_, at, want, observation, action) => {
  expect(decide(at, want, observation).action).toEqual(action);
});

const liveness = fc.constantFrom<Liveness>("down", "answering", "doubtful", "unresponsive");
const state = fc.constantFrom<NodeState>("creating", "recovering", "inSync");

test("a primary that answers is never given up, and data are given up only when no replica has them", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("001", "002", "003"), fc.tuple(state, liveness), { noNullPrototype: true }),
      fc.boolean(),
      (nodes, automaticFailover) => {
        const observation = seen(
          Object.fromEntries(
            Object.entries(nodes).map(([name, [, each]]) => [
              name,
              { liveness: each, replication: name === "001" ? leads : follows("001") },
            ]),
          ),
        );
        const states = Object.fromEntries(Object.entries(nodes).map(([name, [each]]) => [name, each]));
        const { action } = decide(topology(states), wanted(Object.keys(ADDRESSES), automaticFailover), observation);
        const others = Object.entries(nodes).filter(([name]) => name !== "001");
        if (["failOver", "restorePrimary", "replacePrimary"].includes(action.kind) && states["001"] === "inSync") {
          expect(["down", "unresponsive"]).toContain(nodes["001"]?.[1]);
        }
        if (action.kind === "replacePrimary") {
          const alive = others.filter(([, [each, life]]) => each === "inSync" && /answering|doubtful/.test(life));
          expect(alive).toEqual([]);
        }
      },
    ),
  );
});
