import { ParityError } from "../errors.ts";
import type { ManagedCache } from "../targets/managed-cache.ts";
import type { Fault } from "./fault.ts";
import { injectAndWatch } from "./inject-and-watch.ts";

/** Takes the primary of a replicated cache away, in whichever way `act` does it: a replica must take over. */
export function cacheFailover(name: string, cache: ManagedCache, act: () => Promise<"accepted" | "unknown">): Fault {
  const { identifier } = cache;
  return {
    name,
    steadyState: `${identifier} to be available with a primary and a replica`,
    isSteady: async () => {
      const { status, primary, nodes, automaticFailover } = await cache.describe();
      if (nodes >= 2 && automaticFailover !== "disabled") return status === "available" && primary !== null;
      const message = `${identifier} has no replica that takes over by itself; there is nothing to fail over to.`;
      throw new ParityError("CapabilityMissing", message);
    },
    inject: (context, round) =>
      injectAndWatch(
        {
          name,
          kind: "cache-failover",
          subject: identifier,
          describe: () => cache.describe(),
          events: () => cache.events(),
          act,
          effect: "another node of the cache to be described as the primary",
          isEffective: (state, before) => state.primary !== null && state.primary !== before.primary,
        },
        context,
        round,
      ),
    heal: async () => undefined,
  };
}
