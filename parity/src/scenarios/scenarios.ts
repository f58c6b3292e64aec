import { ParityError } from "../errors.ts";
import { controlArchiveOff } from "./control-archive-off.ts";
import { controlRestoreIgnoresTime } from "./control-restore-ignores-time.ts";
import { controlAsynchronousStandby } from "./control-asynchronous-standby.ts";
import { ecsTaskLoss } from "./ecs-task-loss.ts";
import { rdsFailover } from "./rds-failover.ts";
import { rdsLoss } from "./rds-loss.ts";
import { rdsRestorePitr } from "./rds-restore-pitr.ts";
import { rdsRestoreSnapshot } from "./rds-restore-snapshot.ts";
import { redisRestore } from "./redis-restore.ts";
import { redisFailover } from "./redis-failover.ts";
import { redisPrimaryKill } from "./redis-primary-kill.ts";
import type { Scenario } from "./scenario.ts";
import type { TargetKind } from "../targets/target.ts";

export const SCENARIOS: readonly Scenario[] = [
  rdsFailover,
  ecsTaskLoss,
  redisFailover,
  redisPrimaryKill,
  redisRestore,
  rdsRestoreSnapshot,
  rdsRestorePitr,
  rdsLoss,
  controlAsynchronousStandby,
  controlArchiveOff,
  controlRestoreIgnoresTime,
];

/** What runs when no scenario is named: all that must come out valid and can be run there. */
export function defaultScenarios(target: TargetKind): readonly Scenario[] {
  return SCENARIOS.filter(({ caughtBy, givesUpData, onlyOn = target }) => {
    return caughtBy === undefined && givesUpData === undefined && onlyOn === target;
  });
}

/** Throws `UsageInvalid`, naming the valid ones. */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario) return scenario;
  const names = SCENARIOS.map((each) => each.name).join(", ");
  throw new ParityError("UsageInvalid", `There is no scenario ${JSON.stringify(name)}; choose from ${names}.`);
}
