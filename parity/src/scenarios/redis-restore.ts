import { CACHE_CHECKS } from "../checks/checks.ts";
import { cacheRestore } from "../faults/restore/cache-restore.ts";
import type { Scenario } from "./scenario.ts";

export const redisRestore: Scenario = {
  name: "redis-restore",
  description: "The operator's command that puts a Redis from a snapshot in the original's place, under payments",
  disruption: "software",
  givesUpData: true,
  checks: CACHE_CHECKS,
  probesRateLimit: true,
  fault: ({ cache, recover, environment }) => cacheRestore(cache, recover, environment),
};
