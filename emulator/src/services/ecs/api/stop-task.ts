import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderTask } from "../state/render-task.ts";
import type { EcsContext } from "./context.ts";
import { findCluster } from "./find-cluster.ts";
import { findTask } from "./find-task.ts";

/** Answers with the task as it is stopping; stopping a stopped task changes nothing. */
export function stopTask(ecs: EcsContext): Handler<typeof sdk, "StopTask"> {
  return async (input) => {
    const task = findTask(ecs, findCluster(ecs, input.cluster).name, input.task ?? "");
    if (!task) throw ECS_ERRORS.invalidParameter("The referenced task was not found.");
    ecs.runner.requestStop(task.id, {
      stopCode: "UserInitiated",
      stoppedReason: input.reason ?? "Task stopped by user",
    });
    return { task: renderTask(ecs.tasks.get(task.id) ?? task, ecs.arns) };
  };
}
