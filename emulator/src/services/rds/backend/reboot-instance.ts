import type { DatabaseServers } from "./database-servers.ts";
import { failOver } from "./fail-over.ts";
import { restart, restartStandbyFirst, type ParameterChange } from "./restart.ts";

/** A forced failover asked for while the standby is being seeded waits for it for so long. */
const FAILOVER_STANDBY_DEADLINE_MS = 60_000;

export type RebootOutcome = "restarted" | "failoverAbandoned" | "incompatibleParameters";

/**
 * Plain: both servers are restarted in place. Forced: the primary is killed and the standby promoted. Both with new
 * parameters if there are any; servers that don't start with them stay down.
 */
export function rebootInstance(
  servers: DatabaseServers,
  change: ParameterChange,
  forceFailover: boolean,
  signal: AbortSignal,
): Promise<RebootOutcome> {
  return forceFailover ? forcedFailover(servers, change, signal) : plainRestart(servers, change);
}

async function plainRestart(servers: DatabaseServers, change: ParameterChange): Promise<RebootOutcome> {
  const took = await servers.exclusively((context) => restart(context, change));
  return took ? "restarted" : "incompatibleParameters";
}

async function forcedFailover(
  servers: DatabaseServers,
  change: ParameterChange,
  signal: AbortSignal,
): Promise<RebootOutcome> {
  try {
    await servers.untilRedundant(FAILOVER_STANDBY_DEADLINE_MS, signal);
  } catch {
    return "failoverAbandoned";
  }
  return servers.exclusively(async (context) => {
    if (change.isNeeded && !(await restartStandbyFirst(context, change))) return "incompatibleParameters";
    await failOver(context);
    return "restarted";
  });
}
