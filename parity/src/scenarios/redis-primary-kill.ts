import { CACHE_CHECKS } from "../checks/checks.ts";
import { cacheFailover } from "../faults/cache-failover.ts";
import { neededCapability } from "./needed-capability.ts";
import type { Scenario } from "./scenario.ts";

export const redisPrimaryKill: Scenario = {
  name: "redis-primary-kill",
  description: "SIGKILL of the Redis primary, under payments and a client that presses the rate limit",
  disruption: "hardware",
  checks: CACHE_CHECKS,
  probesRateLimit: true,
  onlyOn: "local",
  fault: ({ cache, killer }) => {
    const capable = neededCapability(killer, "redis-primary-kill");
    return cacheFailover("elasticache-primary-kill", cache, async () => {
      await capable.killCachePrimary();
      return "accepted";
    });
  },
};
