import type { ReplicationGroupRecord } from "./replication-group.ts";

/** What a record holds only for the time of a change. */
const TRANSIENT: readonly string[] = [
  "authTokenStatus",
  "adoptsPrimary",
  "restoredFrom",
  "finalSnapshot",
  "rebootedNode",
] satisfies (keyof ReplicationGroupRecord)[];

/**
 * The record once what was begun with `before` has ended with `change`. An operation that was accepted meanwhile has
 * set the state already, and keeps it.
 */
export function settledRecord(
  before: ReplicationGroupRecord,
  current: ReplicationGroupRecord,
  change: Partial<ReplicationGroupRecord>,
): ReplicationGroupRecord {
  const settled = { ...current, ...change };
  if (current.status !== before.status) return { ...settled, status: current.status };
  if (settled.status !== "available") return settled;
  const kept = Object.entries(settled).filter(([name]) => !TRANSIENT.includes(name));
  return Object.fromEntries(kept) as unknown as ReplicationGroupRecord;
}
