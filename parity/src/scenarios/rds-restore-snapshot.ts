import { RESTORE_CHECKS } from "../checks/checks.ts";
import { databaseRestore } from "../faults/restore/database-restore.ts";
import { snapshotPoint } from "../faults/restore/snapshot-point.ts";
import { restoreMeans } from "./restore-means.ts";
import type { Scenario } from "./scenario.ts";

export const rdsRestoreSnapshot: Scenario = {
  name: "rds-restore-snapshot",
  description: "A bad release, and the operator's command that restores a snapshot and cuts over, under payments",
  disruption: "software",
  givesUpData: true,
  checks: RESTORE_CHECKS,
  fault: (target, random) => databaseRestore(snapshotPoint(target.backups), restoreMeans(target, random)),
};
