import type { Collection, Store } from "../../../store/store.ts";

/**
 * - `creating`: a new node without the group's data yet;
 * - `recovering`: the same, in place of one that was lost;
 * - `rebooting`: the same, because a user restarted it;
 * - `inSync`: it has had all of the group's data and may become the primary.
 */
export type NodeState = "creating" | "recovering" | "rebooting" | "inSync";

/** Durable truth about who serves; every change is saved before it has an effect. */
export interface Topology {
  readonly primary: string;
  readonly nodes: Readonly<Record<string, NodeState>>;
}

/** By the group's resource id. */
export function topologies(store: Store): Collection<Topology> {
  return store.collection("elasticache.topology");
}
