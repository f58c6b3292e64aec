import { CACHE_CHECKS } from "../checks/checks.ts";
import { ParityError } from "../errors.ts";
import { cacheFailover } from "../faults/cache-failover.ts";
import type { Scenario } from "./scenario.ts";

export const redisPrimaryKill: Scenario = {
  name: "redis-primary-kill",
  description: "SIGKILL of the Redis primary, under payments and a client that presses the rate limit",
  disruption: "hardware",
  checks: CACHE_CHECKS,
  probesRateLimit: true,
  onlyOn: "local",
  fault: ({ cache, killer }) => {
    if (!killer) {
      throw new ParityError(
        "CapabilityMissing",
        "redis-primary-kill needs a target whose servers can be killed, which AWS is not; run it with --target local.",
      );
    }
    return cacheFailover("elasticache-primary-kill", cache, async () => {
      await killer.killCachePrimary();
      return "accepted";
    });
  },
};
