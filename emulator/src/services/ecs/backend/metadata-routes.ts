import type { ControlRoute } from "../../../gateway/control-route.ts";
import type { EcsArns } from "../state/arns.ts";
import { containerMetadata, taskMetadata } from "../state/task-metadata.ts";
import type { EcsRecords } from "./records.ts";
import type { TaskTable } from "./task-table.ts";

/**
 * The task metadata endpoint, version 4 (ECS Developer Guide): a container's document by its runtime id, or a task's
 * first container by the task's id, and below `/task` the document of the task.
 */
export function metadataRoutes(parts: {
  readonly tasks: TaskTable;
  readonly records: EcsRecords;
  readonly arns: EcsArns;
}): ControlRoute[] {
  const find = (id: string) => {
    const task = parts.tasks.get(id.slice(0, TASK_ID_LENGTH));
    const container = task?.containers.find(({ runtimeId }) => runtimeId === id || id === task.id);
    const definition = task && parts.records.taskDefinitions.get(task.launch.taskDefinitionArn);
    return task && container && definition ? { task, container, definition } : undefined;
  };
  return [
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/ecs/metadata/:id" }),
      handle: async (exchange) => {
        const found = find(exchange.params["id"] ?? "");
        if (!found) exchange.reply(NOT_FOUND, 404);
        else exchange.reply(containerMetadata(found.container, found.task, found.definition, parts.arns));
      },
    },
    {
      method: "GET",
      pattern: new URLPattern({ pathname: "/ecs/metadata/:id/task" }),
      handle: async (exchange) => {
        const found = find(exchange.params["id"] ?? "");
        if (!found) exchange.reply(NOT_FOUND, 404);
        else exchange.reply(taskMetadata(found.task, found.definition, parts.arns));
      },
    },
  ];
}

const TASK_ID_LENGTH = 32;
const NOT_FOUND = { message: "There is no task with this id." };
