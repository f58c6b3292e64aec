import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import { renderTaskDefinition } from "../state/render-task-definition.ts";
import type { EcsContext } from "./context.ts";
import { findTaskDefinition } from "./find-task-definition.ts";

export function deregisterTaskDefinition(ecs: EcsContext): Handler<typeof sdk, "DeregisterTaskDefinition"> {
  return async ({ taskDefinition = "" }) => {
    if (!/:\d+$/.test(taskDefinition)) throw ECS_ERRORS.client("The specified task definition needs a revision.");
    const record = findTaskDefinition(ecs, taskDefinition);
    if (!record) throw ECS_ERRORS.client("Unable to describe task definition.");
    if (record.status !== "ACTIVE") throw ECS_ERRORS.client("The specified task definition is inactive.");
    const changed = { ...record, status: "INACTIVE" as const, deregisteredAt: new Date().toISOString() };
    ecs.records.taskDefinitions.put(record.arn, changed);
    return { taskDefinition: renderTaskDefinition(changed, ecs.arns) };
  };
}
