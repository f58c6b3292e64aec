import { POINT_IN_TIME_CHECKS } from "../checks/checks.ts";
import { databaseRestore } from "../faults/restore/database-restore.ts";
import { timePoint } from "../faults/restore/time-point.ts";
import { restoreMeans } from "./restore-means.ts";
import type { Scenario } from "./scenario.ts";

export const rdsRestorePitr: Scenario = {
  name: "rds-restore-pitr",
  description:
    "A bad release, and the operator's command that restores to just before it and cuts over, under payments",
  disruption: "software",
  givesUpData: true,
  checks: POINT_IN_TIME_CHECKS,
  fault: (target, random) => databaseRestore(timePoint(target.backups), restoreMeans(target, random)),
};
