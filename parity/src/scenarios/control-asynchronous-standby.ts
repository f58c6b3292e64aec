import { FAILOVER_CHECKS } from "../checks/checks.ts";
import { asynchronousStandby } from "../faults/asynchronous-standby.ts";
import { rdsForceFailover } from "../faults/rds-force-failover.ts";
import { neededCapability } from "./needed-capability.ts";
import type { Scenario } from "./scenario.ts";

export const controlAsynchronousStandby: Scenario = {
  name: "control-asynchronous-standby",
  description: "Negative control: the same failover, but the standby lags; must come out invalid",
  caughtBy: "no-lost-ack",
  disruption: "availability zone",
  checks: FAILOVER_CHECKS,
  fault: (target) =>
    asynchronousStandby(
      neededCapability(target.unsafeStandby, "control-asynchronous-standby"),
      rdsForceFailover(target.database),
    ),
};
