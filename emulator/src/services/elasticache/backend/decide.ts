import type { Replication } from "./replication.ts";
import type { Topology } from "./topology.ts";

/** A server as it was just seen: `unresponsive` once it failed to answer several times in a row. */
export type Liveness = "down" | "answering" | "doubtful" | "unresponsive";

export interface NodeObservation {
  readonly liveness: Liveness;
  /** Undefined when it did not tell. */
  readonly replication: Replication | undefined;
  readonly address: string;
  /** For how long a replica has been neither connected to its primary nor receiving its first copy. */
  readonly unlinkedMs: number;
  /** False for a replica that was in sync and has to show that it still is. */
  readonly isConfirmed: boolean;
}

export interface Observation {
  /** By name; of every node that is wanted or known. */
  readonly nodes: ReadonlyMap<string, NodeObservation>;
}

/** What the API wants, as far as it matters here. */
export interface WantedNodes {
  readonly nodes: ReadonlySet<string>;
  readonly automaticFailover: boolean;
}

export type Action =
  | { readonly kind: "nothing" }
  | { readonly kind: "failOver" }
  /** Without automatic failover: a new server in the primary's place, filled from a replica. */
  | { readonly kind: "restorePrimary"; readonly from: string }
  /** The primary was chosen, but the server does not know yet. */
  | { readonly kind: "promotePrimary" }
  /** A new, empty server in the primary's place: nobody has the data any more. */
  | { readonly kind: "replacePrimary" }
  | { readonly kind: "removeNode"; readonly node: string }
  | { readonly kind: "addNode"; readonly node: string }
  | { readonly kind: "replaceNode"; readonly node: string }
  | { readonly kind: "followPrimary"; readonly node: string }
  | { readonly kind: "admitNode"; readonly node: string };

export interface Decision {
  readonly action: Action;
  /** One sentence for the log. */
  readonly because: string;
}

const UNLINKED_MS_MAX = 30_000;

/**
 * What to do next with a group's servers; pure, so that every combination can be tested. The order is the policy:
 * first a primary that serves, then the nodes that are wanted, then that each of them follows the primary.
 */
export function decide(topology: Topology, wanted: WantedNodes, seen: Observation): Decision {
  // A primary that is being filled from a replica is none until it has all data.
  const isFilled = topology.nodes[topology.primary] === "inSync";
  const primary = (isFilled ? seen.nodes.get(topology.primary)?.liveness : undefined) ?? "down";
  if (primary === "down" || primary === "unresponsive") return withoutPrimary(topology, wanted, seen, primary);
  if (primary === "doubtful") return { action: { kind: "nothing" }, because: "The primary may only be slow." };
  if (seen.nodes.get(topology.primary)?.replication?.role === "replica") {
    return { action: { kind: "promotePrimary" }, because: "The primary still follows another server." };
  }
  for (const node of Object.keys(topology.nodes)) {
    if (wanted.nodes.has(node)) continue;
    return { action: { kind: "removeNode", node }, because: `Node ${node} is not wanted any more.` };
  }
  for (const node of wanted.nodes) {
    const decision = node === topology.primary ? undefined : forReplica(node, topology, seen);
    if (decision) return decision;
  }
  return { action: { kind: "nothing" }, because: "Every node is as wanted." };
}

function withoutPrimary(topology: Topology, wanted: WantedNodes, seen: Observation, primary: Liveness): Decision {
  const lost = `The primary ${topology.primary} is ${primary}`;
  const replicas = Object.keys(topology.nodes)
    .filter((node) => node !== topology.primary && topology.nodes[node] === "inSync")
    .map((node) => ({ node, liveness: seen.nodes.get(node)?.liveness ?? "down" }));
  const answering = replicas.find(({ liveness }) => liveness === "answering");
  if (answering && wanted.automaticFailover) {
    return { action: { kind: "failOver" }, because: `${lost} and a replica can take over.` };
  }
  if (answering) {
    const action = { kind: "restorePrimary", from: answering.node } as const;
    return { action, because: `${lost}, automatic failover is off, and replica ${answering.node} has the data.` };
  }
  if (replicas.some(({ liveness }) => liveness === "doubtful")) {
    return { action: { kind: "nothing" }, because: `${lost}, but a replica may only be slow.` };
  }
  return { action: { kind: "replacePrimary" }, because: `${lost} and no replica has the data: it is lost.` };
}

function forReplica(node: string, topology: Topology, seen: Observation): Decision | undefined {
  const state = topology.nodes[node];
  if (state === undefined) return { action: { kind: "addNode", node }, because: `Node ${node} is wanted.` };
  const { liveness = "down", replication, unlinkedMs = 0, isConfirmed = false } = seen.nodes.get(node) ?? {};
  if (liveness === "down" || liveness === "unresponsive") {
    return { action: { kind: "replaceNode", node }, because: `Replica ${node} is ${liveness}.` };
  }
  if (liveness === "doubtful" || !replication) return undefined;
  const primaryAddress = seen.nodes.get(topology.primary)?.address;
  if (replication.role !== "replica" || replication.primaryAddress !== primaryAddress) {
    return { action: { kind: "followPrimary", node }, because: `Replica ${node} does not follow the primary.` };
  }
  if ((state !== "inSync" || !isConfirmed) && replication.isLinkUp) {
    return { action: { kind: "admitNode", node }, because: `Replica ${node} has all data.` };
  }
  if (unlinkedMs > UNLINKED_MS_MAX) {
    return { action: { kind: "replaceNode", node }, because: `Replica ${node} has lost its primary.` };
  }
  return undefined;
}
