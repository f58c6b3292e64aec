import type { Collection, Store } from "../../../store/store.ts";

/** The two places where an instance's servers can be, each with a data directory, an address and a zone of its own. */
export type MemberName = "a" | "b";

/**
 * - `none`: there is no usable copy; the other member's directory is to be seeded anew.
 * - `unsynchronised`: a copy that may lack acknowledged commits; never to be promoted.
 * - `synchronous`: it has every acknowledged commit, because the primary acknowledges none without it; promotable.
 */
export type StandbyState = "none" | "unsynchronised" | "synchronous";

/** Durable truth about who serves; every change is saved before it has an effect. */
export interface Topology {
  readonly primary: MemberName;
  readonly standby: StandbyState;
  /** The primary was chosen in a failover that may not have reached `pg_promote` yet. */
  readonly promoting: boolean;
  /** A fault made replication asynchronous on purpose while `standby` still says `synchronous`. */
  readonly unsafe: boolean;
}

export function otherMember(member: MemberName): MemberName {
  return member === "a" ? "b" : "a";
}

/** By DbiResourceId, which a rename leaves alone. */
export function topologies(store: Store): Collection<Topology> {
  return store.collection("rds.topology");
}
