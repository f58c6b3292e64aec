import { CACHE_CHECKS } from "../checks/checks.ts";
import { cacheFailover } from "../faults/cache-failover.ts";
import type { Scenario } from "./scenario.ts";

export const redisFailover: Scenario = {
  name: "redis-failover",
  description: "Failover of Redis, by TestFailover, under payments and a client that presses the rate limit",
  disruption: "availability zone",
  checks: CACHE_CHECKS,
  probesRateLimit: true,
  fault: ({ cache }) => cacheFailover("elasticache-test-failover", cache, () => cache.testFailover()),
};
