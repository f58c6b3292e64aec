import type { FaultKind } from "../../faults/fault-kind.ts";
import { cacheFailover } from "./cache-failover.ts";
import { cacheRestore } from "./cache-restore.ts";
import { databaseFailover } from "./database-failover.ts";
import { databaseLoss } from "./database-loss.ts";
import { databaseRestore } from "./database-restore.ts";
import type { EffectRule } from "./effect-rule.ts";
import { processKill } from "./process-kill.ts";
import { taskLoss } from "./task-loss.ts";

export const EFFECT_RULES: Readonly<Record<FaultKind, EffectRule>> = {
  "database-failover": databaseFailover,
  "task-loss": taskLoss,
  "cache-failover": cacheFailover,
  "process-kill": processKill,
  "database-restore": databaseRestore,
  "database-loss": databaseLoss,
  "cache-restore": cacheRestore,
};
