import { isDeepStrictEqual } from "node:util";
import type { DatabaseEvent, DatabaseState, ManagedDatabase } from "../targets/managed-database.ts";
import { until } from "../wait/until.ts";
import type { FaultRecord } from "./fault-record.ts";
import type { Fault, FaultContext } from "./fault.ts";

/** RebootDBInstance with ForceFailover: the primary is given up and the standby in the other zone takes over. */
export function rdsForceFailover(database: ManagedDatabase): Fault {
  return {
    name: "rds-force-failover",
    async inject(context, round) {
      const { clock } = context;
      const before = await database.describe();
      const eventsBefore = await readableEvents(database);
      const startUs = clock.nowUs();
      const answer = await database.forceFailover();
      const acceptedUs = answer === "accepted" ? clock.nowUs() : null;
      const watched = await watchEffect(database, before, context);
      return {
        name: this.name,
        round,
        startUs,
        start: clock.wallAt(startUs),
        acceptedUs,
        before,
        ...watched,
        events: newEvents(eventsBefore, await readableEvents(database), context),
        watchedUntilUs: clock.nowUs(),
        redundantUs: null,
        condition: null,
      };
    },
    heal: async () => undefined,
  };
}

type Watched = Pick<FaultRecord, "observed" | "effectiveUs">;

async function watchEffect(
  database: ManagedDatabase,
  before: DatabaseState,
  { clock, pace, signal }: FaultContext,
): Promise<Watched> {
  const observed: FaultRecord["observed"] = [];
  let last = before;
  const look = async (): Promise<number | undefined> => {
    const state = await database.describe();
    const atUs = clock.nowUs();
    if (!isDeepStrictEqual(state, last)) observed.push({ atUs, ...state });
    last = state;
    const swapped = state.availabilityZone !== null && state.availabilityZone !== before.availabilityZone;
    return swapped && state.status === "available" ? atUs : undefined;
  };
  try {
    const what = "the database to be described as available in another zone";
    const effectiveUs = await until(look, { what, deadlineMs: pace.effectDeadlineMs, intervalMs: pace.pollMs, signal });
    return { observed, effectiveUs };
  } catch (error) {
    if (signal.aborted) throw error;
    // No effect in time is a finding, for the no-op detector to judge, and no failure of the harness.
    return { observed, effectiveUs: null };
  }
}

/** Null where the events can't be read: they are one sign among others. */
async function readableEvents(database: ManagedDatabase): Promise<DatabaseEvent[] | null> {
  try {
    return await database.events();
  } catch {
    return null;
  }
}

/** By comparison with those before, for their dates come from a clock that needn't agree with ours. */
function newEvents(
  before: DatabaseEvent[] | null,
  after: DatabaseEvent[] | null,
  { clock }: FaultContext,
): FaultRecord["events"] {
  if (!before || !after) return null;
  const known = new Set(before.map((event) => `${event.date} ${event.message}`));
  return after
    .filter((event) => !known.has(`${event.date} ${event.message}`))
    .map((event) => ({ ...event, atUs: clock.usAt(new Date(event.date)) }));
}
