import { POINT_IN_TIME_CHECKS } from "../checks/checks.ts";
import { databaseLoss } from "../faults/restore/database-loss.ts";
import { neededCapability } from "./needed-capability.ts";
import type { Scenario } from "./scenario.ts";

export const rdsLoss: Scenario = {
  name: "rds-loss",
  description:
    "Primary and standby lost with their storage, and the operator's command that restores the latest, under payments",
  disruption: "hardware",
  onlyOn: "local",
  givesUpData: true,
  checks: POINT_IN_TIME_CHECKS,
  fault: ({ killer, backups: database, recover, environment }) => {
    const capable = neededCapability(killer, "rds-loss");
    return databaseLoss(() => capable.loseDatabase(), { database, recover, environment });
  },
};
