import { ECS_ERRORS } from "../state/errors.ts";
import type { TaskDefinitionRecord } from "../state/task-definition-record.ts";
import type { EcsContext } from "./context.ts";
import { findTaskDefinition } from "./find-task-definition.ts";

/** The ACTIVE revision that a task or service is to run on Fargate. Throws ClientException, InvalidParameterException. */
export function requireTaskDefinition(ecs: EcsContext, reference: string | undefined): TaskDefinitionRecord {
  const definition = reference === undefined ? undefined : findTaskDefinition(ecs, reference);
  if (!definition) throw ECS_ERRORS.client("TaskDefinition not found.");
  if (definition.status !== "ACTIVE") throw ECS_ERRORS.client("TaskDefinition is inactive");
  if (!definition.settings.requiresCompatibilities?.includes("FARGATE")) {
    throw ECS_ERRORS.invalidParameter("Task definition does not support launch_type FARGATE.");
  }
  return definition;
}
