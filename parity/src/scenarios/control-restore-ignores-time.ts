import { POINT_IN_TIME_CHECKS } from "../checks/checks.ts";
import { databaseRestore } from "../faults/restore/database-restore.ts";
import { timePoint } from "../faults/restore/time-point.ts";
import { unsafely } from "../faults/unsafely.ts";
import { restoreMeans } from "./restore-means.ts";
import { neededCapability } from "./needed-capability.ts";
import type { Scenario } from "./scenario.ts";

export const controlRestoreIgnoresTime: Scenario = {
  name: "control-restore-ignores-time",
  description: "Negative control: a restore gives the data of now instead of the past; must come out invalid",
  disruption: "software",
  onlyOn: "local",
  givesUpData: true,
  caughtBy: "restored-to-point",
  checks: POINT_IN_TIME_CHECKS,
  fault: (target, random) => {
    const fault = databaseRestore(timePoint(target.backups), restoreMeans(target, random));
    return unsafely(neededCapability(target.unsafeBackups, "control-restore-ignores-time").ignoreRestoreTime, fault);
  },
};
