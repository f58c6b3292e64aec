import { FAILOVER_CHECKS } from "../checks/checks.ts";
import { rdsForceFailover } from "../faults/rds-force-failover.ts";
import type { Scenario } from "./scenario.ts";

export const rdsFailover: Scenario = {
  name: "rds-failover",
  description: "Multi-AZ failover of the database, forced by RebootDBInstance, under payments",
  disruption: "availability zone",
  checks: FAILOVER_CHECKS,
  fault: (target) => rdsForceFailover(target.database),
};
