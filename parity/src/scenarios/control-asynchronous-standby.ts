import { FAILOVER_CHECKS } from "../checks/checks.ts";
import { ParityError } from "../errors.ts";
import { asynchronousStandby } from "../faults/asynchronous-standby.ts";
import { rdsForceFailover } from "../faults/rds-force-failover.ts";
import type { Scenario } from "./scenario.ts";

export const controlAsynchronousStandby: Scenario = {
  name: "control-asynchronous-standby",
  description: "Negative control: the same failover, but the standby lags; must come out invalid",
  caughtBy: "no-lost-ack",
  disruption: "availability zone",
  checks: FAILOVER_CHECKS,
  fault: (target) => {
    if (target.unsafeStandby) return asynchronousStandby(target.unsafeStandby, rdsForceFailover(target.database));
    throw new ParityError(
      "CapabilityMissing",
      "control-asynchronous-standby needs a target whose standby can be made asynchronous; run it with --target local.",
    );
  },
};
