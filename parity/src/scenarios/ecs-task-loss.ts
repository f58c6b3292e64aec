import { LOSS_CHECKS } from "../checks/checks.ts";
import { ecsStopTask } from "../faults/ecs-stop-task.ts";
import type { Scenario } from "./scenario.ts";

export const ecsTaskLoss: Scenario = {
  name: "ecs-task-loss",
  description: "Loss of a running backend task, by StopTask, under payments",
  disruption: "hardware",
  checks: LOSS_CHECKS,
  fault: (target, random) => ecsStopTask(target.service, random),
};
