import type { Replication } from "./replication.ts";
import type { Topology } from "./topology.ts";

/** A server as it was just seen: `unresponsive` once it failed to answer several times in a row. */
export type Liveness = "down" | "answering" | "doubtful" | "unresponsive";

export interface Observation {
  readonly primary: Liveness;
  readonly standby: Liveness;
  /** Null when unknown or not connected. */
  readonly replication: Replication | null;
  /** For how long the standby has not been streaming (or, if synchronous, not in sync). */
  readonly notReplicatingMs: number;
  /** A base backup is being taken for the standby, or the next is held off after a failure. */
  readonly seeding: boolean;
  readonly primaryStartsFailed: number;
  readonly failoversFailed: number;
  /** Starts of the standby since it was last seeded or in sync. */
  readonly standbyStarts: number;
}

export type Action =
  | "nothing"
  | "giveUp"
  | "startPrimary"
  | "failOver"
  | "startStandby"
  | "distrustStandby"
  | "discardStandby"
  | "seedStandby"
  | "synchroniseStandby";

export interface Decision {
  readonly action: Action;
  /** One sentence for the log. */
  readonly because: string;
}

export const STARTS_MAX = 3;
/** Commits wait meanwhile; a standby that stalls is first disconnected by wal_sender_timeout. */
const NOT_IN_SYNC_MS_MAX = 3_000;
/** A standby that has just started may first have to replay what it has. */
const NOT_STREAMING_MS_MAX = 10_000;
const LAG_BYTES_MAX = 1_048_576;

/**
 * What to do next with an instance's servers; pure, so that every combination can be tested. The order is the policy:
 * first a primary that serves, then no commit that waits for a lost standby, then a standby, then a synchronous one.
 */
export function decide(topology: Topology, multiAz: boolean, seen: Observation): Decision {
  if (seen.primary === "down" || seen.primary === "unresponsive") return withoutPrimary(topology, seen);
  if (seen.primary === "doubtful") return { action: "nothing", because: "The primary may only be slow." };
  if (!multiAz) return withoutStandbyWanted(topology, seen);
  if (topology.standby === "none") return withoutCopy(seen);
  if (seen.standby === "down" || seen.standby === "unresponsive") return withoutStandby(topology, seen);
  if (topology.unsafe) return { action: "nothing", because: "A fault keeps replication asynchronous." };
  return topology.standby === "synchronous" ? whileSynchronous(seen) : whileCatchingUp(seen);
}

function withoutPrimary(topology: Topology, seen: Observation): Decision {
  const lost = `The primary is ${seen.primary}`;
  const isPromotable = topology.standby === "synchronous" && seen.failoversFailed < STARTS_MAX;
  if (isPromotable && seen.standby === "answering") {
    return { action: "failOver", because: `${lost} and the standby has every acknowledged commit.` };
  }
  if (seen.primaryStartsFailed < STARTS_MAX) {
    return { action: "startPrimary", because: `${lost} and no standby may be promoted.` };
  }
  if (isPromotable && seen.standby === "down" && seen.standbyStarts < STARTS_MAX) {
    return { action: "startStandby", because: `${lost}, does not start again, and the standby may be promoted.` };
  }
  return { action: "giveUp", because: `${lost} and did not start ${STARTS_MAX} times; see its log.` };
}

function withoutStandbyWanted(topology: Topology, seen: Observation): Decision {
  if (topology.standby === "none" && seen.standby === "down") return { action: "nothing", because: "It is single-AZ." };
  return { action: "discardStandby", because: "The instance is single-AZ now." };
}

function withoutCopy(seen: Observation): Decision {
  if (seen.seeding) return { action: "nothing", because: "The standby is being seeded." };
  return { action: "seedStandby", because: "There is no copy to run a standby from." };
}

function withoutStandby(topology: Topology, seen: Observation): Decision {
  if (topology.standby === "synchronous") {
    return { action: "distrustStandby", because: `The standby is ${seen.standby} and commits wait for it.` };
  }
  if (seen.standbyStarts < STARTS_MAX) {
    return { action: "startStandby", because: `The standby is ${seen.standby}.` };
  }
  return { action: "discardStandby", because: `The standby did not get in sync in ${STARTS_MAX} starts.` };
}

function whileSynchronous(seen: Observation): Decision {
  if (seen.notReplicatingMs > NOT_IN_SYNC_MS_MAX) {
    return { action: "distrustStandby", because: "The standby has stopped replicating and commits wait for it." };
  }
  return { action: "nothing", because: "Primary and standby are in sync." };
}

function whileCatchingUp(seen: Observation): Decision {
  const { replication } = seen;
  if (replication?.streaming && replication.lagBytes <= LAG_BYTES_MAX) {
    return { action: "synchroniseStandby", because: "The standby has caught up." };
  }
  if (!replication?.streaming && seen.notReplicatingMs > NOT_STREAMING_MS_MAX) {
    return { action: "discardStandby", because: "The standby does not stream." };
  }
  return { action: "nothing", because: "The standby is catching up." };
}
