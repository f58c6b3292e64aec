import { ParityError } from "../errors.ts";
import { controlAsynchronousStandby } from "./control-asynchronous-standby.ts";
import { ecsTaskLoss } from "./ecs-task-loss.ts";
import { rdsFailover } from "./rds-failover.ts";
import type { Scenario } from "./scenario.ts";

export const SCENARIOS: readonly Scenario[] = [rdsFailover, ecsTaskLoss, controlAsynchronousStandby];

/** What runs when no scenario is named: all that must come out valid. */
export const DEFAULT_SCENARIOS: readonly Scenario[] = SCENARIOS.filter((scenario) => scenario.caughtBy === undefined);

/** Throws `UsageInvalid`, naming the valid ones. */
export function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (scenario) return scenario;
  const names = SCENARIOS.map((each) => each.name).join(", ");
  throw new ParityError("UsageInvalid", `There is no scenario ${JSON.stringify(name)}; choose from ${names}.`);
}
